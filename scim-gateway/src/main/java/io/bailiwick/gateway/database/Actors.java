package io.bailiwick.gateway.database;

import io.bailiwick.model.AuditEntry.Actor;
import io.bailiwick.model.AuditEntry.Kind;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.common.vertx.ContextLocals;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Tells who makes the changes of the running request: the identity provider by its SCIM token, the
 * operator by their token, or the sign-in or person that the conductor has named.
 */
@ApplicationScoped
public class Actors {
  /** The attribute of a request's identity that has the key id of its SCIM token. */
  public static final String SCIM_TOKEN = "token";

  private static final String KEY = Actors.class.getName();

  private final CurrentVertxRequest request;
  private final Actor service;

  Actors(
      CurrentVertxRequest request,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.request = request;
    this.service = Actor.of(Kind.SYSTEM, application);
  }

  /** Names the actor of a request without a token. A token of the request counts more. */
  public static void actAs(Kind kind, String id) {
    ContextLocals.put(KEY, Actor.of(kind, id));
  }

  /** Returns the actor of the running request; without a request, it is this service. */
  Actor current() {
    return proven().or(Actors::named).orElse(service);
  }

  /** Returns this service, which makes some changes by itself. */
  Actor service() {
    return service;
  }

  private static Optional<Actor> named() {
    Context context = Vertx.currentContext();
    @Nullable Actor named = context == null ? null : context.getLocal(KEY);
    return Optional.ofNullable(named);
  }

  private Optional<Actor> proven() {
    RoutingContext context = request.getCurrent();
    return context != null && context.user() instanceof QuarkusHttpUser user
        ? of(user.getSecurityIdentity())
        : Optional.empty();
  }

  private static Optional<Actor> of(SecurityIdentity caller) {
    @Nullable String token = caller.getAttribute(SCIM_TOKEN);
    if (token != null) {
      return Optional.of(Actor.of(Kind.SCIM_TOKEN, token));
    }
    return caller.getPrincipal() instanceof JsonWebToken operator
        ? Optional.of(
            new Actor(
                Kind.OPERATOR,
                Optional.ofNullable(operator.getSubject()).orElse("unnamed"),
                Optional.ofNullable(operator.getIssuer())))
        : Optional.empty();
  }
}
