package io.bailiwick.gateway.scim.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.model.Characters;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The person that a request names. An administrator searches the log for this name if the person
 * lacks access.
 */
public final class RequestSubject {
  private static final Pattern FILTER =
      Pattern.compile("(?i)\\b(?:userName|externalId)\\s+eq\\s+\"([^\"]{1,256})\"");

  private RequestSubject() {}

  /**
   * Returns the folded userName or externalId of a body, else of a filter.
   *
   * @param body the request's body, whose member {@code filter} counts for a {@code /.search}
   * @param filter the parameter of the URL, decoded
   * @return the {@link Folding#key} of a name of at most 256 characters; empty if there is none
   */
  public static Optional<String> of(Optional<ObjectNode> body, Optional<String> filter) {
    return body.flatMap(RequestSubject::named)
        .or(
            () ->
                filter
                    .or(() -> body.map(b -> b.path("filter").asText()))
                    .flatMap(RequestSubject::sought))
        // PostgreSQL rejects texts with a NUL, and with this one it would reject the whole row.
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
