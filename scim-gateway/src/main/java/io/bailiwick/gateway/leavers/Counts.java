package io.bailiwick.gateway.leavers;

/**
 * The numbers of people of a batch.
 *
 * @param restored those who have come back
 * @param waiting those who have not come back and are not released
 * @param conflicts those of them who could not come back, because another identity has their key
 */
public record Counts(long deactivated, long deleted, long restored, long waiting, long conflicts) {}
