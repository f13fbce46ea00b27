package io.bailiwick.gateway.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The gateway's own settings. */
@ConfigMapping(prefix = "bailiwick.gateway")
public interface GatewaySettings {

  /** The URL under which identity providers reach this service; `meta.location` begins with it. */
  URI url();

  /** The parts that this replica serves: `scim`, `sign-in`, `administration`. */
  @WithDefault("scim,sign-in,administration")
  Set<Face> serves();

  /** The secret key of the HMAC of stored SCIM tokens: 32 characters or more. */
  String tokenPepper();

  /** The secret key that encrypts stored secrets and keys: 32 characters or more. */
  String encryptionKey();

  /** Earlier encryption keys, comma-separated, which still decrypt what they encrypted. */
  Optional<List<String>> formerEncryptionKeys();

  /** The page that a person gets after a sign-in that no platform service started. */
  Optional<URI> homeUrl();

  /** The lifetime of access tokens and ID tokens. */
  @WithDefault("PT5M")
  Duration tokenLifetime();

  /** The time that a key signs tokens; the next key is published an hour before it ends. */
  @WithDefault("P30D")
  Duration signingKeyLifetime();

  /** The time that an identity provider may take to answer. */
  @WithDefault("PT5S")
  Duration identityProviderTimeout();

  /** Allows identity providers on this machine or in a private network. */
  @WithDefault("false")
  boolean privateIdentityProviders();

  /** The SCIM requests a second that an organization may send; 25 or more. */
  @WithDefault("250")
  int scimRate();

  /** The largest number of sessions of a person; a further one ends the oldest. */
  @WithDefault("20")
  int sessionsPerPerson();

  /** The largest number of identities of an organization; deleted ones count separately. */
  @WithDefault("200000")
  int identitiesPerOrganization();

  /** The number of deleted identities at which an organization gets no new ones. */
  @WithDefault("400000")
  int deletedIdentitiesPerOrganization();

  /** The largest number of groups of an organization. */
  @WithDefault("20000")
  int groupsPerOrganization();

  /** The number of departures within `guard-window` beyond which the guard may hold deletions. */
  @WithDefault("20")
  int guardDepartures();

  /** The percentage of an organization's accounts that must depart too before it does. */
  @WithDefault("5")
  int guardPercent();

  /** The window in which the guard counts departures; more than nothing, at most PT1H. */
  @WithDefault("PT10M")
  Duration guardWindow();

  /** The sign-ins and unused codes of one client in a session; a further one ends the oldest. */
  @WithDefault("20")
  int grantsPerSession();

  /** The longest `staleness.denyAfter`; the same value as `bailiwick.enforcer.deny-after`. */
  @WithDefault("PT15M")
  Duration maxDenyAfter();

  /** The longest time that `Prefer: wait` may let a request wait for the enforcers. */
  @WithDefault("PT10S")
  Duration maxEnforcementWait();

  /** The URL of the enforcer, which evaluates assertions and dry runs; without it, nothing does. */
  Optional<URI> enforcerUrl();

  /** The client at the issuer of callers' tokens with which the gateway calls the enforcer. */
  Optional<String> enforcerClientId();

  /** The secret of that client. */
  Optional<String> enforcerClientSecret();

  /** The largest number of enforcers that follow the revocations of a replica; 0 allows none. */
  @WithDefault("100")
  int revocationFollowers();

  /** The largest body of a SCIM request, in bytes. */
  @WithDefault("6291456")
  int maxBodyBytes();

  /** The largest number of operations of a SCIM bulk request. */
  @WithDefault("1000")
  int maxBulkOperations();

  /** The number of resources in a SCIM list if the request has no count. */
  @WithDefault("100")
  int defaultPageSize();

  /** The largest number of resources in a SCIM list. */
  @WithDefault("1000")
  int maxPageSize();

  /** The lifetime of a cursor of a SCIM list. */
  @WithDefault("PT1H")
  Duration cursorLifetime();

  /** A part of the gateway that a group of callers uses. */
  enum Face {
    /** The SCIM endpoints, for identity providers. */
    SCIM,
    /** Sign-in and the OpenID provider, for browsers, identity providers and platform services. */
    SIGN_IN,
    /** The administration API, for the platform's operator. */
    ADMINISTRATION
  }
}
