package io.bailiwick.enforcer.edge.routes;

import io.bailiwick.enforcer.decision.CheckRequest.Resource;

/** The part of a check that a route and a path state: all but the person. */
public record MappedCheck(String action, Resource resource) {}
