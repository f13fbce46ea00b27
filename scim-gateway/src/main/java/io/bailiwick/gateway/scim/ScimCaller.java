package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.database.Actors;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceTypes;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The caller: an identity provider, identified with its organization by its SCIM token. */
@ApplicationScoped
class ScimCaller {
  /** The role of a request with a valid SCIM token; with a space, so that no scope is one. */
  static final String ROLE = "scim token";

  static final String ORGANIZATION = "organization";

  static final String TOKEN = Actors.SCIM_TOKEN;
  static final String LENIENCY = "leniency";
  static final String TYPES = "types";

  private final CurrentVertxRequest request;

  ScimCaller(CurrentVertxRequest request) {
    this.request = request;
  }

  /** Tells whether the request has a valid SCIM token; if not, no other method may be called. */
  boolean isKnown() {
    return found().filter(identity -> identity.hasRole(ROLE)).isPresent();
  }

  /** Returns the identity of the request itself; Quarkus injects none if no endpoint is reached. */
  private Optional<SecurityIdentity> found() {
    return request.getCurrent().user() instanceof QuarkusHttpUser user
        ? Optional.of(user.getSecurityIdentity())
        : Optional.empty();
  }

  private SecurityIdentity identity() {
    return found().orElseThrow();
  }

  // INVARIANT: the organization comes from the token, with which TokenMechanism compared the path.
  /** Returns the organization of the token. */
  String organization() {
    return identity().<String>getAttribute(ORGANIZATION);
  }

  /** Returns the degree to which the client may deviate from the RFC. */
  Leniency leniency() {
    return identity().<Leniency>getAttribute(LENIENCY);
  }

  /**
   * Returns the resource types of the organization, with the token's required attributes of users.
   */
  ResourceTypes types() {
    return identity().<ResourceTypes>getAttribute(TYPES);
  }

  /** Returns the key id of the token. */
  String token() {
    return identity().<String>getAttribute(TOKEN);
  }
}
