package io.bailiwick.gateway.scim.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.model.Characters;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whom a request names: what an administrator searches for when a person lacks access. */
public final class RequestSubject {
  private static final Pattern FILTER =
      Pattern.compile("(?i)\\b(?:userName|externalId)\\s+eq\\s+\"([^\"]{1,256})\"");

  private RequestSubject() {}

  /** The key of the userName or externalId in a body, else in a filter. */
  public static Optional<String> of(Optional<ObjectNode> body, Optional<String> filter) {
    return body.flatMap(RequestSubject::named)
        .or(
            () ->
                filter
                    .or(() -> body.map(b -> b.path("filter").asText()))
                    .flatMap(RequestSubject::sought))
        // PostgreSQL has no text with a NUL, and would refuse all of the request.
        .filter(name -> name.indexOf('\0') < 0)
        .map(Folding::key);
  }

  private static Optional<String> named(ObjectNode body) {
    String userName = body.path("userName").asText();
    String name = userName.isEmpty() ? body.path("externalId").asText() : userName;
    return Optional.of(name).filter(text -> !text.isEmpty() && Characters.in(text) <= 256);
  }

  private static Optional<String> sought(String filter) {
    Matcher named = FILTER.matcher(filter);
    return named.find() ? Optional.of(named.group(1)) : Optional.empty();
  }
}
