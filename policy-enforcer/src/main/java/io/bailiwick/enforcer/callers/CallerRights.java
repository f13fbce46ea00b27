package io.bailiwick.enforcer.callers;

import io.bailiwick.enforcer.settings.CallerRight;
import io.bailiwick.enforcer.settings.CallerSettings;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the callers may do that another issuer or a certificate proves. A subject counts only
 * together with its issuer, because two issuers may give the same name to different callers.
 */
@Singleton
@Startup
class CallerRights {
  private static final String REPEATS = " is the same caller as another one.";

  /** A caller without any right. */
  static final SecurityIdentity WITHOUT = identity("", Set.of());

  private final Map<Subject, SecurityIdentity> subjects = new HashMap<>();
  private final Map<String, SecurityIdentity> certificates = new HashMap<>();

  CallerRights(EnforcerSettings settings) {
    settings.callers().forEach(this::add);
  }

  private void add(String name, CallerSettings caller) {
    String setting = "bailiwick.enforcer.callers." + name;
    require(
        caller.issuer().isPresent() == caller.subject().isPresent(),
        setting + " needs both issuer and subject, or neither.");
    require(
        caller.subject().isPresent() || caller.certificate().isPresent(),
        setting + " needs issuer and subject, or certificate.");
    SecurityIdentity identity =
        identity(
            name,
            caller.may().stream().map(CallerRight::scope).collect(Collectors.toUnmodifiableSet()));
    caller
        .subject()
        .map(subject -> new Subject(caller.issuer().orElseThrow(), subject))
        .ifPresent(subject -> require(subjects.put(subject, identity) == null, setting + REPEATS));
    caller
        .certificate()
        .ifPresent(
            certificate ->
                require(certificates.put(certificate, identity) == null, setting + REPEATS));
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigurationException(otherwise);
    }
  }

  /** Returns the caller with its rights, which are none if no setting names it. */
  SecurityIdentity ofSubject(String issuer, @Nullable String subject) {
    return subject == null ? WITHOUT : subjects.getOrDefault(new Subject(issuer, subject), WITHOUT);
  }

  /** Returns the caller with its rights, which are none if no setting names it. */
  SecurityIdentity ofCertificate(Optional<String> name) {
    return name.map(certificates::get).orElse(WITHOUT);
  }

  /** Returns a caller with its scopes, and nothing else of the request that proved it. */
  static SecurityIdentity identity(String name, Set<String> scopes) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(name))
        .addRoles(scopes)
        .build();
  }

  private record Subject(String issuer, String name) {}
}
