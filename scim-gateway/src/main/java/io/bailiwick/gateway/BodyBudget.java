package io.bailiwick.gateway;

import static io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities.AUTHENTICATION;
import static io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities.AUTHORIZATION;

import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.settings.SignInPaths;
import io.bailiwick.service.ErrorForm;
import io.github.bucket4j.TimeMeter;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Limits the bytes of concurrent request bodies, of one caller and of all together. It counts them
 * before they are in memory, which endless uploads would otherwise fill.
 */
@ApplicationScoped
class BodyBudget {
  /**
   * The place among the filters: after the caller can be identified, before any filter that reads.
   */
  private static final int BEFORE_READING = (AUTHENTICATION + AUTHORIZATION) / 2;

  private static final long OF_A_CALLER = 24 << 20;
  private static final long LARGE_IN_ALL = 96 << 20;

  /** The largest body that is read, as which a body without a length counts. */
  private static final long LARGEST = 8 << 20;

  /** The largest size of forms. */
  private static final long SMALL = 64 << 10;

  private static final long FORMS_IN_ALL = 32 << 20;

  private static final long PATIENCE_MILLIS = 30_000;

  private final ErrorForm form;
  private final GatewaySettings settings;
  private final IdentityProviderManager identities;
  private final AtomicLong large = new AtomicLong();
  private final AtomicLong forms = new AtomicLong();
  private final Map<String, Long> ofCaller = new ConcurrentHashMap<>();
  private final BodyRates rates = new BodyRates(TimeMeter.SYSTEM_NANOTIME);

  BodyBudget(ErrorForm form, GatewaySettings settings, IdentityProviderManager identities) {
    this.form = form;
    this.settings = settings;
    this.identities = identities;
  }

  void register(@Observes Filters filters) {
    filters.register(this::admit, BEFORE_READING);
  }

  private void admit(RoutingContext context) {
    HttpServerRequest request = context.request();
    long size = size(request);
    if (size == 0) {
      context.next();
    } else if (isTooLarge(request)) {
      // Quarkus would refuse the body too, but without the limit (RFC 7644 section 3.7.4).
      refuse(context, 413, "The body is larger than " + settings.maxBodyBytes() + " bytes.");
    } else if (SignInPaths.contain(String.valueOf(request.path()))) {
      // Unknown senders may send forms.
      admit(context, forms, Math.min(size, SMALL), FORMS_IN_ALL, () -> {});
    } else if (size <= SMALL) {
      // Small bodies, such as deactivations, pass however many large ones are under way.
      share(context, String.valueOf(request.getHeader("Authorization")), size, 0);
    } else {
      QuarkusHttpUser.getSecurityIdentity(context, identities)
          .subscribe()
          .with(
              caller -> admitLarge(context, caller, size),
              // The request goes on without its body; the endpoint's authentication answers it.
              unknown -> context.next());
    }
  }

  private void admitLarge(RoutingContext context, @Nullable SecurityIdentity caller, long size) {
    if (caller == null || caller.isAnonymous()) {
      context.next();
    } else {
      share(context, caller.getPrincipal().getName(), size, size);
    }
  }

  private void share(RoutingContext context, String caller, long size, long ofLarge) {
    if (!takeOfCaller(caller, size)) {
      tryAgain(context, 429, "This caller is sending too many bytes at once; try again later.");
    } else if (!rates.admits(caller, ofLarge)) {
      giveOfCaller(caller, size);
      tryAgain(context, 429, "This caller is sending too many bytes in a second; try again later.");
    } else {
      admit(context, large, ofLarge, LARGE_IN_ALL, () -> giveOfCaller(caller, size));
    }
  }

  private void admit(
      RoutingContext context, AtomicLong all, long size, long most, Runnable afterwards) {
    if (all.addAndGet(size) > most && size > 0) {
      all.addAndGet(-size);
      afterwards.run();
      tryAgain(context, 503, "The service is receiving too many bytes at once; try again later.");
      return;
    }
    context.addEndHandler(
        ended -> {
          all.addAndGet(-size);
          afterwards.run();
        });
    closeIfUnfinished(context);
    context.next();
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

  private boolean takeOfCaller(String caller, long size) {
    if (ofCaller.merge(caller, size, Long::sum) <= OF_A_CALLER) {
      return true;
    }
    giveOfCaller(caller, size);
    return false;
  }

  private void giveOfCaller(String caller, long size) {
    ofCaller.computeIfPresent(caller, (key, held) -> held > size ? held - size : null);
  }

  /** Closes the connection of an unfinished body, which then gives its bytes back. */
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
    context.response().putHeader("Connection", "close");
    form.answer(context, String.valueOf(context.request().path()), status, detail);
  }
}
