package io.bailiwick.enforcer.edge;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The session token that a person's request shows. */
sealed interface ShownToken {
  String BEARER = "bearer ";

  /** The request shows no token. */
  record None() implements ShownToken {}

  /** The request shows one token; whether it is one of the gateway is not known yet. */
  record One(String token) implements ShownToken {}

  /** The request shows different tokens: the service could act for another person. */
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
    cookie.ifPresent(
        name ->
            cookies(request.all("cookie"), name).filter(v -> !v.isEmpty()).forEach(tokens::add));
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

  /** Returns all values of a cookie; Envoy joins several headers of one name with a comma. */
  private static Stream<String> cookies(List<String> headers, String name) {
    return headers.stream()
        .flatMap(header -> Stream.of(header.split("[;,]", -1)))
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1));
  }
}
