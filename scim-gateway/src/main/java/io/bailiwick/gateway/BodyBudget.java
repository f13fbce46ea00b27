package io.bailiwick.gateway;

import io.bailiwick.json.StrictJson;
import io.bailiwick.service.ErrorForm;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies may be on their way at once, of one token and of all together, counted
 * before they are held in memory: uploads that never end would take all of it.
 */
@ApplicationScoped
class BodyBudget {
  /** After the check of the path, before everything that reads. */
  private static final int BEFORE_READING = 1000;

  private static final long OF_A_TOKEN = 24 << 20;
  private static final long IN_ALL = 96 << 20;

  /** A body without a length counts as the largest that is read. */
  private static final long LARGEST = 8 << 20;

  /** What comes without a token is a form of a browser, a service or an identity provider. */
  private static final long LARGEST_FORM = 64 << 10;

  private static final long PATIENCE_MILLIS = 30_000;

  private final ErrorForm form;
  private final GatewaySettings settings;
  private final AtomicLong all = new AtomicLong();
  private final Map<String, Long> ofToken = new ConcurrentHashMap<>();

  BodyBudget(ErrorForm form, GatewaySettings settings) {
    this.form = form;
    this.settings = settings;
  }

  void register(@Observes Filters filters) {
    filters.register(this::admit, BEFORE_READING);
  }

  private void admit(RoutingContext context) {
    HttpServerRequest request = context.request();
    String token = request.getHeader("Authorization");
    if (token == null) {
      context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, LARGEST_FORM);
      closeIfUnfinished(context);
      context.next();
      return;
    }
    long size = size(request);
    if (isTooLarge(request)) {
      // Quarkus would refuse it too, but without saying the limit (RFC 7644 section 3.7.4).
      refuse(context, 413, "The body is larger than " + settings.maxBodyBytes() + " bytes.");
    } else if (size == 0) {
      context.next();
    } else if (!takeOfToken(token, size)) {
      tryAgain(
          context, 429, "Too many bytes of this token's requests are on their way; try again.");
    } else if (all.addAndGet(size) > IN_ALL) {
      give(token, size);
      tryAgain(context, 503, "Too many bytes of requests are on their way; try again.");
    } else {
      context.addEndHandler(ended -> give(token, size));
      closeIfUnfinished(context);
      context.next();
    }
  }

  private static boolean isTooLarge(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length != null && length.matches("[0-9]{1,18}") && Long.parseLong(length) > LARGEST;
  }

  private static long size(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    if (length == null) {
      return request.getHeader("Transfer-Encoding") == null ? 0 : LARGEST;
    }
    try {
      return Math.clamp(Long.parseLong(length), 0, LARGEST);
    } catch (NumberFormatException e) {
      return LARGEST;
    }
  }

  private boolean takeOfToken(String token, long size) {
    if (ofToken.merge(token, size, Long::sum) <= OF_A_TOKEN) {
      return true;
    }
    giveOfToken(token, size);
    return false;
  }

  private void give(String token, long size) {
    all.addAndGet(-size);
    giveOfToken(token, size);
  }

  private void giveOfToken(String token, long size) {
    ofToken.computeIfPresent(token, (key, held) -> held > size ? held - size : null);
  }

  /**
   * Who sends no end of a body is not waited for: the end of the connection gives its bytes back.
   */
  private static void closeIfUnfinished(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.isEnded()) {
      return;
    }
    long timer =
        context
            .vertx()
            .setTimer(
                PATIENCE_MILLIS,
                late -> {
                  if (!request.isEnded()) {
                    request.connection().close();
                  }
                });
    context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
  }

  private void tryAgain(RoutingContext context, int status, String detail) {
    context.response().putHeader("Retry-After", "1");
    refuse(context, status, detail);
  }

  private void refuse(RoutingContext context, int status, String detail) {
    ErrorForm.Body body = form.body(String.valueOf(context.request().path()), status, detail);
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", body.mediaType())
        .putHeader("Connection", "close")
        .end(Buffer.buffer(StrictJson.write(body.value())));
  }
}
