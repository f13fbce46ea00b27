package io.bailiwick.enforcer.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The settings of the enforcer at the edge: as the authorization service of a proxy. */
@ConfigMapping(prefix = "bailiwick.enforcer.edge")
public interface EdgeSettings {

  /** A file that maps a proxy's requests to checks; without it, the enforcer serves no proxies. */
  Optional<Path> routes();

  /** Whether Envoy may ask by gRPC; the port then also speaks HTTP 2 in the clear. */
  @WithDefault("false")
  boolean grpc();
}
