package io.bailiwick.enforcer.edge;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The session token that a person's request shows. */
sealed interface ShownToken {
  String BEARER = "bearer ";

  /** The request shows no token. */
  record None() implements ShownToken {}

  /** The request shows one token; whether it is one of the gateway is not known yet. */
  record One(String token) implements ShownToken {}

  /** It is not certain which token the service reads, so it could act for another person. */
  record Several() implements ShownToken {}

  /**
   * Returns the token of a request. Another credential in {@code Authorization}, such as a
   * password, counts as a token, and is none of the gateway.
   *
   * @param cookie the name of the cookie that may have the token
   */
  static ShownToken of(Original request, Optional<String> cookie) {
    Set<String> tokens = new LinkedHashSet<>();
    request.all("authorization").stream().map(ShownToken::ofHeader).forEach(tokens::add);
    if (cookie.isPresent()) {
      ShownCookies shown = ShownCookies.of(request.all("cookie"), cookie.get());
      if (shown.misspelt()) {
        return new Several();
      }
      tokens.addAll(shown.values());
    }
    return switch (tokens.size()) {
      case 0 -> new None();
      case 1 -> new One(tokens.iterator().next());
      default -> new Several();
    };
  }

  private static String ofHeader(String value) {
    return value.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? value.substring(BEARER.length()).strip()
        : value;
  }
}
