package io.bailiwick.enforcer.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The enforcer's own settings. */
@ConfigMapping(prefix = "bailiwick.enforcer")
public interface EnforcerSettings {

  /** The age at which the projection is stale and actions that widen exposure are denied. */
  @WithDefault("PT5S")
  Duration staleAfter();

  /** The time that an account may lag behind its identity before it is stale. */
  @WithDefault("PT1M")
  Duration accountLag();

  /** The age of the projection at which managed accounts are denied everything. */
  @WithDefault("PT15M")
  Duration denyAfter();

  /** The time that a check waits for the revision that it requires, or for an unknown key. */
  @WithDefault("PT0.5S")
  Duration freshnessWait();

  /** The most checks that wait for a revision, and for a key; further ones are denied. */
  @WithDefault("500")
  int mostWaiting();

  /** The largest body of a check, in bytes. */
  @WithDefault("65536")
  int maxBodyBytes();

  /** The largest number of readers of the change stream; 0 allows none. */
  @WithDefault("100")
  int changeStreams();

  /** The URL at which callers reach the enforcer, for the metadata; without it, there are none. */
  Optional<BaseUrl> url();

  /** The URL where people sign in; the organization's id is appended. */
  Optional<BaseUrl> signInUrl();

  /** The URL of the gateway whose session tokens are accepted; without it, none are. */
  Optional<BaseUrl> sessionIssuer();

  /** The ids of the clients whose session tokens are accepted; without it, all clients. */
  Optional<Set<String>> sessionAudiences();

  /** The interval at which the keys of session tokens are fetched. */
  @WithDefault("PT30S")
  Duration keyRefresh();

  /** The interval at which the keys of callers' issuers are fetched. */
  @WithDefault("PT20S")
  Duration callerKeyRefresh();

  /** The callers that other issuers or certificates prove; the key is a name for logs. */
  Map<String, CallerSettings> callers();

  /** Whether callers are asked for certificates: `none`, `request` or `required`. */
  @WithDefault("none")
  ClientCertificates clientCertificates();

  /** A file with an action catalogue that replaces the built-in one. */
  Optional<Path> catalogue();

  /** One check in so many, on average, is kept in memory for dry runs; 0 keeps none. */
  @WithDefault("10")
  int sampleEvery();
}
