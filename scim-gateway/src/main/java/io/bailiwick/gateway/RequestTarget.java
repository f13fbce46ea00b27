package io.bailiwick.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Percent-encodes characters in the request target that clients send unencoded. Examples are the
 * quotes of {@code filter=userName eq "x"}, and the semicolon, at which Vert.x would cut the query.
 * It turns the absolute form of a target into the origin form (RFC 9112 section 3.2.2).
 *
 * <p>It needs {@link GatewayMain}, which turns off the rejection of such requests.
 */
@ApplicationScoped
class RequestTarget {
  private static final int BEFORE_ALL = Integer.MAX_VALUE / 2 + 1;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** The characters that are neither unreserved, nor reserved for their part, nor encoded. */
  private static final String UNSAFE = "[^A-Za-z0-9._~!$&'()*+,=:@/%%%s-]|%%(?![0-9A-Fa-f]{2})";

  // RawPathFilter refuses a semicolon in the path.
  private static final Pattern IN_PATH = Pattern.compile(UNSAFE.formatted(";"));
  private static final Pattern IN_QUERY = Pattern.compile(UNSAFE.formatted("?"));

  void register(@Observes Filters filters) {
    filters.register(RequestTarget::encode, BEFORE_ALL);
  }

  private static void encode(RoutingContext context) {
    HttpServerRequest request = context.request();
    String uri = request.uri();
    String target = encoded(uri.startsWith("/") ? uri : originForm(request));
    if (target.equals(uri)) {
      context.next();
    } else if (target.startsWith("/")) {
      context.reroute(request.method(), target);
    } else {
      context.fail(400);
    }
  }

  /** Returns path and query of a target in absolute form, which clients send to proxies. */
  private static String originForm(HttpServerRequest request) {
    String path = String.valueOf(request.path());
    return request.query() == null ? path : path + "?" + request.query();
  }

  /** Returns a request target, path and query, with every required encoding. */
  static String encoded(String uri) {
    int query = uri.indexOf('?');
    return query < 0
        ? encoded(IN_PATH, uri)
        : encoded(IN_PATH, uri.substring(0, query))
            + "?"
            + encoded(IN_QUERY, uri.substring(query + 1));
  }

  private static String encoded(Pattern unsafe, String part) {
    // Each char of a request line is one received byte.
    return unsafe
        .matcher(part)
        .replaceAll(
            (found) ->
                Matcher.quoteReplacement("%" + HEX.formatHex(found.group().getBytes(ISO_8859_1))));
  }
}
