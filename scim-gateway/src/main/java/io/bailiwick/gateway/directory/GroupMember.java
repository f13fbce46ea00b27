package io.bailiwick.gateway.directory;

/** A member of a group as clients see it. */
public record GroupMember(String identity, String display) {}
