package io.bailiwick.gateway.organizations;

import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the organization through which a person signs in. The person names its id, or a handle: the
 * one of an account, or any with the suffix of the organization. The answer names an organization;
 * it does not say whether such an account exists.
 */
@ApplicationScoped
public class HomeRealm {
  private static final int LONGEST = 64;

  private final OrganizationRegistry organizations;

  HomeRealm(OrganizationRegistry organizations) {
    this.organizations = organizations;
  }

  /** Finds the organization that a text names or a handle belongs to. */
  public Uni<Optional<Organization>> find(String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    if (wanted.length() > LONGEST || !wanted.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      return Uni.createFrom().item(Optional.empty());
    }
    return organizations
        .find(wanted)
        .chain(
            named ->
                named.isPresent() || suffixes(wanted).isEmpty()
                    ? Uni.createFrom().item(named)
                    : byHandle(wanted));
  }

  /**
   * Finds the organization of a handle: an existing handle by its account, another one by its
   * suffix.
   */
  private Uni<Optional<Organization>> byHandle(String handle) {
    return organizations
        .byHandle(handle)
        .chain(
            owner ->
                owner.isPresent()
                    ? Uni.createFrom().item(owner)
                    : organizations.bySuffix(suffixes(handle)));
  }

  /**
   * Returns the possible suffixes of a handle: all that follows a dash, except a number at its end.
   */
  private static List<String> suffixes(String handle) {
    List<String> suffixes = new ArrayList<>();
    String numbered = handle.replaceFirst("-[0-9]+$", "");
    for (String candidate : List.of(handle, numbered)) {
      for (int dash = candidate.indexOf('-'); dash >= 0; dash = candidate.indexOf('-', dash + 1)) {
        suffixes.add(candidate.substring(dash + 1));
      }
    }
    return suffixes;
  }
}
