package io.bailiwick.gateway.directory;

/** A member as others see it. */
public record GroupMember(String identity, String display) {}
