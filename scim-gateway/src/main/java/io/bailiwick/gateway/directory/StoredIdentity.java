package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Profile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An identity as the gateway keeps it.
 *
 * @param resource the SCIM attributes; of a deleted identity, {@code userName} alone
 * @param deleted whether it is a tombstone: answered as if it had never been, its id never reused
 * @param sessionsNotBefore authentications before this instant are void
 */
public record StoredIdentity(
    String id,
    String organization,
    long version,
    ObjectNode resource,
    boolean deleted,
    Optional<Instant> sessionsNotBefore,
    Instant createdAt,
    Instant changedAt) {

  public String userName() {
    return resource.path("userName").asText();
  }

  public Optional<String> externalId() {
    return text(resource.path("externalId"));
  }

  /** Active unless the identity provider said otherwise. */
  public boolean active() {
    return !deleted && resource.path("active").asBoolean(true);
  }

  /** The primary e-mail address, else the first one. */
  public Optional<String> email() {
    Optional<String> first = Optional.empty();
    for (JsonNode email : resource.path("emails")) {
      Optional<String> value = text(email.path("value"));
      if (value.isPresent() && email.path("primary").asBoolean()) {
        return value;
      }
      first = first.or(() -> value);
    }
    return first;
  }

  /** What the other services are told of it. */
  public Identity identity() {
    IdentityStatus status =
        deleted
            ? IdentityStatus.DELETED
            : active() ? IdentityStatus.ACTIVE : IdentityStatus.INACTIVE;
    return new Identity(
        id,
        organization,
        version,
        status,
        userName(),
        externalId(),
        profile(),
        roles(),
        sessionsNotBefore,
        createdAt,
        changedAt);
  }

  private Profile profile() {
    JsonNode name = resource.path("name");
    return new Profile(
        text(resource.path("displayName")).or(() -> text(name.path("formatted"))),
        text(name.path("givenName")),
        text(name.path("familyName")),
        email(),
        text(resource.path("locale")),
        text(resource.path("timezone")));
  }

  /** The values of the attribute {@code roles}. */
  public List<String> roles() {
    List<String> values = new ArrayList<>();
    resource.path("roles").forEach(role -> text(role.path("value")).ifPresent(values::add));
    return values;
  }

  private static Optional<String> text(JsonNode value) {
    return value.isTextual() && !value.textValue().isEmpty()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }
}
