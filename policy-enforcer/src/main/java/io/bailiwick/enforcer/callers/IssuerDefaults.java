package io.bailiwick.enforcer.callers;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The default of a setting that each issuer has: how often a token with an unknown key may make
 * quarkus-oidc fetch the issuer's keys. Its own default of ten minutes would keep {@link
 * IssuerKeys} waiting, and callers that sign with a new key.
 */
public final class IssuerDefaults implements ConfigSource {
  private static final String PREFIX = "quarkus.oidc.";
  private static final String SUFFIX = "token.forced-jwk-refresh-interval";
  private static final String VALUE = "1S";

  /** Returns an order below that of all files. */
  @Override
  public int getOrdinal() {
    return 50;
  }

  @Override
  public @Nullable String getValue(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX) ? VALUE : null;
  }

  /** Returns no names: the issuers are named by other sources. */
  @Override
  public Set<String> getPropertyNames() {
    return Set.of();
  }

  @Override
  public Map<String, String> getProperties() {
    return Map.of();
  }

  @Override
  public String getName() {
    return "defaults of issuers";
  }
}
