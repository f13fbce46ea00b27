package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.model.Assigned;
import java.util.Set;

/** The parts of an identity that a deletion takes, as they were before it. */
public record BeforeDeletion(
    ObjectNode resource, Set<String> groups, Login login, Assigned assigned) {
  public BeforeDeletion {
    groups = Set.copyOf(groups);
  }
}
