package io.bailiwick.gateway.scim.bulk;

/** The resource of a finished operation, and its version after that. */
public record FinishedOperation(String resource, long version) {}
