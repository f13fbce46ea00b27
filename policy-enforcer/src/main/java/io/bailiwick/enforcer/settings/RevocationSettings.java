package io.bailiwick.enforcer.settings;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The settings of the gateway's feed of revocations. */
@ConfigMapping(prefix = "bailiwick.enforcer.revocations")
public interface RevocationSettings {

  /** The gateways whose revocations are followed, comma-separated; without it, none are. */
  Optional<List<BaseUrl>> urls();

  /** The client at the issuer of callers' tokens with which the enforcer follows the feed. */
  Optional<String> clientId();

  /** The secret of that client. */
  Optional<String> clientSecret();
}
