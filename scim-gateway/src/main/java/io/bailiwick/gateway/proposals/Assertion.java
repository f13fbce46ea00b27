package io.bailiwick.gateway.proposals;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.model.Role;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A decision that an organization expects of the check, for a person who has just signed in.
 *
 * @param subject the id of the account; absent if the assertion is about a role
 * @param role the role of any account; absent if the assertion is about one account
 * @param action an action of the catalogue
 * @param resource the resource as in a check
 */
public record Assertion(
    String name,
    Optional<String> subject,
    Optional<Role> role,
    String action,
    ObjectNode resource,
    Expectation expect) {
  private static final int LONGEST = 100;
  private static final int LONGEST_RESOURCE = 1000;

  public Assertion {
    text("assertions.name", name);
    text("assertions.action", action);
    subject = subject == null ? Optional.empty() : subject;
    role = role == null ? Optional.empty() : role;
    subject.ifPresent(id -> text("assertions.subject", id));
    if (subject.isPresent() == role.isPresent()) {
      throw new IllegalArgumentException("an assertion must have either a subject or a role");
    }
    required("assertions.resource", resource);
    text("assertions.resource.type", resource.path("type"));
    text("assertions.resource.id", resource.path("id"));
    if (resource.toString().length() > LONGEST_RESOURCE) {
      throw new IllegalArgumentException(
          "assertions.resource must have at most " + LONGEST_RESOURCE + " characters");
    }
    required("assertions.expect", expect);
  }

  private static void text(String member, JsonNode value) {
    text(member, value.isTextual() ? value.textValue() : null);
  }

  private static void text(String member, @Nullable String text) {
    if (text == null || text.isBlank() || text.length() > LONGEST) {
      throw new IllegalArgumentException(
          member + " must be a string of 1 to " + LONGEST + " characters");
    }
  }

  private static void required(String member, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(member + " is required");
    }
  }

  /** The expected decisions. */
  public enum Expectation {
    @JsonProperty("allow")
    ALLOW,
    @JsonProperty("deny")
    DENY
  }
}
