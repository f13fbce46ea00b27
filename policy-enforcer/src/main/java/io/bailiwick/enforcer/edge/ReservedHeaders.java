package io.bailiwick.enforcer.edge;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds headers that make the service act on something else than the checked request.
 *
 * <p>CGI, WSGI and PHP put headers into variables, and replace all characters other than letters
 * and digits by an underscore. To them, {@code Bailiwick_Subject} and {@code Bailiwick-Subject} are
 * the same header, but a proxy overwrites only the second one (CVE-2026-88879 in Traefik).
 */
final class ReservedHeaders {
  /** Headers by which a service may take another method than the one that is checked. */
  private static final Set<String> OTHER_METHODS =
      Set.of("x-http-method-override", "x-http-method", "x-method-override");

  private static final Set<String> OF_THE_EDGE =
      Set.copyOf(Verdict.OF_THE_EDGE.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());

  private static final Pattern LIKE_A_HYPHEN = Pattern.compile("[^a-z0-9-]");

  private ReservedHeaders() {}

  /** Returns whether a request has a header that only the edge may set, or another method. */
  static boolean areIn(Original request) {
    return request.names().stream().anyMatch(ReservedHeaders::isReserved);
  }

  private static boolean isReserved(String header) {
    String sent = header.toLowerCase(Locale.ROOT);
    String read = LIKE_A_HYPHEN.matcher(sent).replaceAll("-");
    // The proxy overwrites the edge's own header, if it has the right spelling.
    return OTHER_METHODS.contains(read) || (OF_THE_EDGE.contains(read) && !read.equals(sent));
  }
}
