package io.bailiwick.enforcer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The enforcer's own settings. */
@ConfigMapping(prefix = "bailiwick.enforcer")
public interface EnforcerSettings {

  /** The age from which on the projection counts as stale: exposure does not widen any more. */
  @WithDefault("PT5S")
  Duration staleAfter();

  /** How long an account may lag behind its identity before what is known of it counts as stale. */
  @WithDefault("PT1M")
  Duration accountLag();

  /** The age from which on managed accounts are allowed nothing. */
  @WithDefault("PT15M")
  Duration denyAfter();

  /** How long a check waits for the revision that it asks for. */
  @WithDefault("PT0.5S")
  Duration freshnessWait();

  /** The largest body of a check, in bytes. */
  @WithDefault("65536")
  int maxBodyBytes();

  /** The URL where people sign in; the organization's id is put after it. */
  Optional<String> signInUrl();

  /** The URL of the gateway, whose session tokens are taken; without it only facts are. */
  Optional<URI> sessionIssuer();

  /** The clients whose session tokens are taken, by their ids; without it those of all clients. */
  Optional<Set<String>> sessionAudiences();

  /** How often the keys of session tokens are fetched. */
  @WithDefault("PT30S")
  Duration keyRefresh();

  /** A file with an action catalogue to take instead of the built-in one. */
  Optional<Path> catalogue();
}
