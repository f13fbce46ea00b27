package io.bailiwick.gateway.scim.bulk;

/** The resource of an operation that is done, and the version that it had after that. */
public record FinishedOperation(String resource, long version) {}
