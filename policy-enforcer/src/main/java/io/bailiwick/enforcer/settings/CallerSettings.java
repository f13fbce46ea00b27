package io.bailiwick.enforcer.settings;

import java.util.Optional;
import java.util.Set;

/** A caller that another issuer than the platform's own proves, or a certificate, or either. */
public interface CallerSettings {

  /** The issuer of its tokens: the name of a tenant of quarkus-oidc. */
  Optional<String> issuer();

  /** The subject of its tokens. */
  Optional<String> subject();

  /** The name in its certificates: their URI, or else their subject. */
  Optional<String> certificate();

  /** What it may do. */
  Set<CallerRight> may();
}
