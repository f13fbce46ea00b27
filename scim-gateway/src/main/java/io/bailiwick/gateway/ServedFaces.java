package io.bailiwick.gateway;

import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.settings.GatewaySettings.Face;
import io.bailiwick.gateway.settings.SignInPaths;
import io.bailiwick.service.ErrorForm;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Hides the faces of the gateway that a replica does not serve. So one image can run as several
 * deployments: for identity providers, for browsers, for operators.
 */
@ApplicationScoped
class ServedFaces {
  /** The place behind the filters that read the target and refuse ambiguous paths. */
  private static final int BEFORE_ENDPOINTS = Integer.MAX_VALUE / 2 - 1;

  /** The paths of each face. The pages' style belongs to none, and every replica serves it. */
  private static final Map<Face, Pattern> PATHS =
      Map.of(
          Face.SCIM, Pattern.compile("/scim(/.*)?"),
          Face.SIGN_IN, Pattern.compile("/(" + SignInPaths.SEGMENTS + "|[.]well-known)(/.*)?"),
          Face.ADMINISTRATION,
              Pattern.compile(
                  "/|/(organizations|clients|enforcers|revocations|signing-keys|republication)(/.*)?"
                      + "|/(openapi|asyncapi|q/swagger-ui)(/.*)?"));

  private final Set<Face> served;
  private final ErrorForm form;

  ServedFaces(GatewaySettings settings, ErrorForm form) {
    this.served = settings.serves();
    this.form = form;
  }

  /** Returns the face that a path belongs to; empty for paths that every replica serves. */
  static Optional<Face> of(String path) {
    return PATHS.entrySet().stream()
        .filter(face -> face.getValue().matcher(path).matches())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  void register(@Observes Filters filters) {
    if (served.size() < Face.values().length) {
      filters.register(this::check, BEFORE_ENDPOINTS);
    }
  }

  void check(RoutingContext context) {
    String path = context.normalizedPath();
    if (of(path).filter(face -> !served.contains(face)).isEmpty()) {
      context.next();
      return;
    }
    form.answer(context, path, 404, "This replica does not serve that path.");
  }
}
