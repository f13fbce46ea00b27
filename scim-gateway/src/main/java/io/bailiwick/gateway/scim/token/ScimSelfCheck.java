package io.bailiwick.gateway.scim.token;

import io.bailiwick.check.Caller;
import io.bailiwick.check.ScimCheck;
import io.bailiwick.gateway.database.Lookup;
import io.bailiwick.gateway.organizations.Organizations;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Sends identity providers' requests to an organization's own SCIM endpoint. */
@ApplicationScoped
public class ScimSelfCheck {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final ScimTokens tokens;
  private final Organizations organizations;
  private final Vertx vertx;

  ScimSelfCheck(ScimTokens tokens, Organizations organizations, Vertx vertx) {
    this.tokens = tokens;
    this.organizations = organizations;
    this.vertx = vertx;
  }

  /**
   * Sends all of the requests, and deletes what they create.
   *
   * @param base the URL at which this service reaches itself
   * @return the results; empty if the organization does not exist
   */
  public Uni<Optional<List<ScimCheck.Result>>> run(String organization, String base) {
    return Lookup.then(
        Panache.withSession(() -> organizations.load(organization)),
        owner ->
            tokens
                .issueForMinutes(organization, LONGEST)
                .chain(issued -> play(organization, base, issued))
                .map(Optional::of),
        Optional::empty);
  }

  private Uni<List<ScimCheck.Result>> play(
      String organization, String base, ScimTokens.Issue.Issued issued) {
    Caller scim = Caller.scim(base + "/scim/v2/" + organization, issued.text());
    return vertx
        .executeBlocking(() -> ScimCheck.run(scim, UUID.randomUUID().toString().substring(0, 8)))
        .onItemOrFailure()
        .call((results, failure) -> tokens.revoke(organization, issued.token().keyId()));
  }
}
