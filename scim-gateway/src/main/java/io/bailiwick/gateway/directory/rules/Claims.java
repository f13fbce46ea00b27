package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.model.ClaimPath;
import io.bailiwick.model.Kept;
import io.bailiwick.model.ResourceGroupMapping;
import io.bailiwick.model.RoleMapping;
import io.bailiwick.model.SignInFacts;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.SignInSettings.AbsentClaim;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The claims that an identity provider states of a person, kept from one sign-in to the next. */
public final class Claims {
  /** The protocol's own claims, which describe the token and not the person. */
  private static final Set<String> OF_THE_PROTOCOL =
      Set.of(
          "iss",
          "aud",
          "azp",
          "exp",
          "iat",
          "nbf",
          "jti",
          "nonce",
          "at_hash",
          "c_hash",
          "s_hash",
          "auth_time",
          "sid",
          "typ",
          "acr",
          "amr",
          "ver",
          "rh",
          "uti",
          "aio",
          "session_state");

  private static final String OVERAGE = "_claim_names";

  private static final int LARGEST = 64 << 10;

  private Claims() {}

  /**
   * Returns the claims of a person.
   *
   * <p>Entra ID leaves out claims if they are too many, and names them in {@code _claim_names}.
   * They count as missing (OIDC Core 1.0, section 5.6.2).
   */
  public static ObjectNode ofPerson(ObjectNode token) {
    ObjectNode claims = token.deepCopy();
    claims.remove(OF_THE_PROTOCOL);
    claims
        .path(OVERAGE)
        .propertyStream()
        .forEach(distributed -> claims.remove(distributed.getKey()));
    claims.remove(Set.of(OVERAGE, "_claim_sources", "hasgroups"));
    return claims;
  }

  /** Tells whether some claims were left out because they are too many. */
  public static boolean isOverage(ObjectNode token) {
    return !withheld(token).isEmpty();
  }

  /** Returns the claims that Entra ID says it left out because they are too many. */
  public static Set<String> withheld(ObjectNode token) {
    Set<String> withheld = new HashSet<>();
    token.path(OVERAGE).fieldNames().forEachRemaining(withheld::add);
    if (token.path("hasgroups").asBoolean(false)) {
      withheld.add("groups");
    }
    return withheld;
  }

  /** Returns, for the administrator, why a claim that a sign-in states at a path does not count. */
  static String wrong(Person person, String path) {
    if (isOf(person.withheld(), path)) {
      return path + " (left out by the provider, which has too many values: overage)";
    }
    if (ClaimPath.unreadable(person.claims(), path).isPresent()) {
      return path + " (cannot be read)";
    }
    return ClaimPath.find(person.claims(), path)
        .map(found -> found.isContainerNode() ? found.isEmpty() : found.asText().isBlank())
        .map(empty -> path + (empty ? " (empty)" : ""))
        .orElse(path + " (missing)");
  }

  private static boolean isOf(Set<String> names, String path) {
    return names.stream().anyMatch(name -> path.equals(name) || path.startsWith(name + "."));
  }

  /** Returns the claims that the settings read, but that are stated in an unreadable form. */
  public static Set<String> unreadable(Person person, SignInSettings settings) {
    Set<String> paths = mapped(settings);
    settings.requiredGroup().map(SignInSettings.RequiredGroup::attribute).ifPresent(paths::add);
    paths.removeIf(path -> ClaimPath.unreadable(person.claims(), path).isEmpty());
    return paths;
  }

  /** Returns the paths of the claims that give roles and grants. */
  private static Set<String> mapped(SignInSettings settings) {
    Set<String> paths = new TreeSet<>();
    settings.roleMapping().map(RoleMapping::attribute).ifPresent(paths::add);
    settings.resourceGroupMapping().map(ResourceGroupMapping::attribute).ifPresent(paths::add);
    return paths;
  }

  /**
   * Returns the facts of a person after a sign-in. An absent claim is an empty one unless the
   * organization keeps it. A withheld or unreadable claim keeps its known value.
   */
  static SignInFacts after(JsonNode known, Person person, SignInSettings settings, Instant now) {
    ObjectNode stated = person.claims();
    Map<String, Kept> kept = new TreeMap<>();
    Set<String> mapped = mapped(settings);
    ObjectNode claims =
        settings.absentClaim() == AbsentClaim.KEEP
            ? merged(known, stated, "", mapped, kept)
            : stated.deepCopy();
    Map<String, Kept> whole = new TreeMap<>();
    mapped.stream()
        .flatMap(path -> ClaimPath.unreadable(stated, path).stream())
        .forEach(name -> whole.put(name, Kept.UNREADABLE));
    person.withheld().forEach(name -> whole.put(name, Kept.OVERAGE));
    whole.keySet().stream().filter(known::has).forEach(n -> claims.set(n, known.get(n)));
    kept.putAll(whole);
    return claims.toString().length() > LARGEST
        ? new SignInFacts(now, stated, Map.of())
        : new SignInFacts(now, claims, kept);
  }

  /**
   * Merges newly stated claims into known ones. A missing claim keeps its known value; an empty one
   * does not.
   *
   * @param above the path of the object, with its dot
   * @param mapped the paths of the claims that give roles and grants; their members are values, so
   *     that a member which is no longer stated is not kept
   * @param kept receives the paths of kept claims
   */
  private static ObjectNode merged(
      JsonNode known, ObjectNode stated, String above, Set<String> mapped, Map<String, Kept> kept) {
    ObjectNode merged =
        known instanceof ObjectNode object ? object.deepCopy() : stated.objectNode();
    // INVARIANT: only the statement that holds an address vouches for it, not a former one.
    if (stated.has("email")) {
      merged.remove("email_verified");
    }
    merged
        .propertyStream()
        .map(Map.Entry::getKey)
        .filter(name -> !stated.hasNonNull(name))
        .forEach(name -> kept.put(above + name, Kept.NOT_STATED));
    for (Map.Entry<String, JsonNode> claim : stated.properties()) {
      JsonNode value = claim.getValue();
      if (value.isNull()) {
        continue;
      }
      String path = above + claim.getKey();
      merged.set(
          claim.getKey(),
          value instanceof ObjectNode inner && !mapped.contains(path)
              ? merged(merged.path(claim.getKey()), inner, path + ".", mapped, kept)
              : value);
    }
    return merged;
  }
}
