package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.model.ClaimPath;
import java.util.Optional;
import java.util.Set;

/**
 * Who an identity provider says has signed in.
 *
 * @param subject its key of the person, from the claim that the connection names
 * @param userNameClaim the claim that the connection names for the user name, a path
 * @param claims all that it stated, the protocol's own claims left out
 * @param withheld the claims that it says it left out because they are too many
 */
public record Person(
    String subject, String userNameClaim, ObjectNode claims, Set<String> withheld) {
  static final String EMAIL = "email";

  public Person {
    withheld = Set.copyOf(withheld);
  }

  /** A person as read from claims: only where they are an object. */
  Person(String subject, JsonNode claims) {
    this(
        subject,
        EMAIL,
        claims instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode(),
        Set.of());
  }

  /** The user name, where it is stated. */
  Optional<String> userName() {
    return ClaimPath.text(claims, userNameClaim);
  }

  /** The name of a new person: the user name, else the e-mail address. */
  public Optional<String> newName() {
    return userName().or(this::email);
  }

  /**
   * The user name, where it may find somebody: one that is the e-mail address may only where the
   * identity provider vouches for that.
   */
  Optional<String> findingName() {
    return newName()
        .filter(
            name ->
                !isSame(Optional.of(name), email()) || isSame(Optional.of(name), verifiedEmail()));
  }

  private static boolean isSame(Optional<String> name, Optional<String> email) {
    return email.isPresent() && name.map(Folding::key).equals(email.map(Folding::key));
  }

  /** The e-mail address, verified or not. */
  public Optional<String> email() {
    return ClaimPath.text(claims, EMAIL);
  }

  /** The e-mail address, where the identity provider vouches for it. */
  public Optional<String> verifiedEmail() {
    return claims.path("email_verified").asBoolean(false) ? email() : Optional.empty();
  }

  /** The profile in the form of a SCIM user: only what was stated. */
  ObjectNode attributes() {
    ObjectNode user = JsonNodeFactory.instance.objectNode();
    put(user, "displayName", "name");
    ObjectNode name = JsonNodeFactory.instance.objectNode();
    put(name, "formatted", "name");
    put(name, "givenName", "given_name");
    put(name, "familyName", "family_name");
    if (name.has("givenName") || name.has("familyName")) {
      user.set("name", name);
    }
    email()
        .ifPresent(
            email -> user.putArray("emails").addObject().put("value", email).put("primary", true));
    put(user, "locale", "locale");
    put(user, "timezone", "zoneinfo");
    return user;
  }

  private void put(ObjectNode target, String attribute, String claim) {
    JsonNode value = claims.path(claim);
    if (value.isTextual() && !value.textValue().isBlank()) {
      target.put(attribute, value.textValue());
    }
  }
}
