package io.bailiwick.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The gateway's own settings. */
@ConfigMapping(prefix = "bailiwick.gateway")
public interface GatewaySettings {

  /** The URL under which identity providers reach this service; `meta.location` begins with it. */
  URI url();

  /** The key of the HMAC under which SCIM tokens are stored: 32 characters or more, a secret. */
  String tokenPepper();

  /** What seals secrets and keys that are kept: 32 characters or more, a secret. */
  String encryptionKey();

  /** Where a person goes whom no platform service sent to sign in. */
  Optional<URI> homeUrl();

  /** For how long access tokens and ID tokens count. */
  @WithDefault("PT5M")
  Duration tokenLifetime();

  /** For how long a key signs tokens; the next one is published an hour before. */
  @WithDefault("P30D")
  Duration signingKeyLifetime();

  /** How long an identity provider may take to answer. */
  @WithDefault("PT5S")
  Duration identityProviderTimeout();

  /** Whether identity providers may be on this machine or in a private network. */
  @WithDefault("false")
  boolean privateIdentityProviders();

  /** How many SCIM requests a second an organization may send, per replica; 25 or more. */
  @WithDefault("250")
  int scimRate();

  /** How many sessions a person has at the most; of more, the oldest end. */
  @WithDefault("20")
  int sessionsPerPerson();

  /** How many identities an organization has at the most; deleted ones count apart. */
  @WithDefault("200000")
  int identitiesPerOrganization();

  /** How many deleted identities an organization has before it gets no new ones. */
  @WithDefault("400000")
  int deletedIdentitiesPerOrganization();

  /** How many groups an organization has at the most. */
  @WithDefault("20000")
  int groupsPerOrganization();

  /** How many sign-ins and open codes of one client a session has; more end the oldest. */
  @WithDefault("20")
  int grantsPerSession();

  /** The largest body of a request, in bytes. */
  @WithDefault("6291456")
  int maxBodyBytes();

  /** How many operations a SCIM bulk request has at the most. */
  @WithDefault("1000")
  int maxBulkOperations();

  /** How many resources a SCIM list holds when the client does not say. */
  @WithDefault("100")
  int defaultPageSize();

  /** How many resources a SCIM list holds at the most. */
  @WithDefault("1000")
  int maxPageSize();

  /** For how long a cursor of a SCIM list can be followed. */
  @WithDefault("PT1H")
  Duration cursorLifetime();
}
