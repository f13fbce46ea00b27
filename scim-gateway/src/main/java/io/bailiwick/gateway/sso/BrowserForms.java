package io.bailiwick.gateway.sso;

import com.nimbusds.oauth2.sdk.util.MultivaluedMapUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.bailiwick.gateway.settings.SignInPaths;
import io.bailiwick.json.StrictJson;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTML forms. Below {@code /sso} and {@code /oauth2} anyone may post a form that states its length
 * and is short. Any other body is refused before it is read.
 */
@ApplicationScoped
public class BrowserForms {
  private static final int BEFORE_ROUTING = 1000;
  private static final long LONGEST = 64 << 10;

  void register(@Observes Filters filters) {
    filters.register(BrowserForms::check, BEFORE_ROUTING);
  }

  private static void check(RoutingContext context) {
    boolean open = SignInPaths.contain(context.normalizedPath());
    if (!open || !HttpMethod.POST.equals(context.request().method())) {
      context.next();
      return;
    }
    long length = length(context.request().getHeader(HttpHeaders.CONTENT_LENGTH));
    if (length < 0) {
      refuse(context, 411, "A form states its length (Content-Length).");
    } else if (length > LONGEST) {
      refuse(context, 413, "A form has " + LONGEST + " bytes at the most.");
    } else {
      context.next();
    }
  }

  /** Returns the value of a form's field as it was sent; an empty text if the field is missing. */
  public static String field(@Nullable String form, String name) {
    String value = MultivaluedMapUtils.getFirstValue(URLUtils.parseParameters(form), name);
    return value == null ? "" : value;
  }

  private static long length(@Nullable String header) {
    try {
      return header == null ? -1 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static void refuse(RoutingContext context, int status, String description) {
    if (context.request().version() == HttpVersion.HTTP_1_1) {
      // The connection closes, so that the unread rest is not taken for the next request.
      context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(
            Buffer.buffer(
                StrictJson.write(
                    Map.of("error", "invalid_request", "error_description", description))));
  }
}
