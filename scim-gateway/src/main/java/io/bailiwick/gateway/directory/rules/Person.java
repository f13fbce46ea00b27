package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.model.ClaimPath;
import java.util.Optional;
import java.util.Set;

/**
 * The person who has signed in, as the identity provider states them.
 *
 * @param subject the provider's key of the person, from the claim that the connection names
 * @param userNameClaim the claim that the connection names for the user name, a path
 * @param claims all stated claims except the protocol's own
 * @param withheld the claims that the provider says it left out because they are too many
 */
public record Person(
    String subject, String userNameClaim, ObjectNode claims, Set<String> withheld) {
  static final String EMAIL = "email";

  public Person {
    withheld = Set.copyOf(withheld);
  }

  /** Reads a person from claims; claims that are not an object count as none. */
  Person(String subject, JsonNode claims) {
    this(
        subject,
        EMAIL,
        claims instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode(),
        Set.of());
  }

  /** Returns the user name, if it is stated. */
  Optional<String> userName() {
    return ClaimPath.text(claims, userNameClaim);
  }

  /** Returns the name of a new person: the user name, else the e-mail address. */
  public Optional<String> newName() {
    return userName().or(this::email);
  }

  /**
   * Returns the user name, if it may find an identity. A user name that is the e-mail address may
   * find one only if the identity provider vouches for the address.
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

  /** Returns the e-mail address, verified or not. */
  public Optional<String> email() {
    return ClaimPath.text(claims, EMAIL);
  }

  /** Returns the e-mail address, if the identity provider vouches for it. */
  public Optional<String> verifiedEmail() {
    return claims.path("email_verified").asBoolean(false) ? email() : Optional.empty();
  }

  /** Returns the stated profile in the form of a SCIM user. */
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
