package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceTypes;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Who calls: an identity provider, known by its SCIM token, and with it the organization. */
@ApplicationScoped
public class ScimCaller {
  /** The role of a request with a valid SCIM token; with a space, so that no scope is one. */
  public static final String ROLE = "scim token";

  static final String ORGANIZATION = "organization";

  static final String TOKEN = "token";
  static final String PROFILE = "profile";
  static final String TYPES = "types";

  private final CurrentVertxRequest request;

  ScimCaller(CurrentVertxRequest request) {
    this.request = request;
  }

  /** Whether it came with a SCIM token that counts; where it does not, nothing else is known. */
  boolean isKnown() {
    return found().filter(identity -> identity.hasRole(ROLE)).isPresent();
  }

  /** That of the request itself: Quarkus injects none where no endpoint is reached. */
  private Optional<SecurityIdentity> found() {
    return request.getCurrent().user() instanceof QuarkusHttpUser user
        ? Optional.of(user.getSecurityIdentity())
        : Optional.empty();
  }

  private SecurityIdentity identity() {
    return found().orElseThrow();
  }

  // INVARIANT: the tenant is what the token says; the path was compared with it (TokenMechanism).
  /** The organization that the token belongs to. */
  public String organization() {
    return identity().<String>getAttribute(ORGANIZATION);
  }

  /** How closely the client keeps to the RFC. */
  Leniency profile() {
    return identity().<Leniency>getAttribute(PROFILE);
  }

  /** The resource types of the organization, with what the token requires of users. */
  ResourceTypes types() {
    return identity().<ResourceTypes>getAttribute(TYPES);
  }

  /** The key id of the token. */
  String token() {
    return identity().<String>getAttribute(TOKEN);
  }
}
