package io.bailiwick.client.example;

import io.bailiwick.client.Acting;
import io.bailiwick.client.Decision;
import io.bailiwick.client.EnforcerClient;
import io.bailiwick.client.Question;
import io.bailiwick.client.Resource;
import io.quarkus.security.PermissionChecker;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Quarkus: asks the check for methods with {@code @PermissionsAllowed("repository.create")}. */
@Singleton
public class RepositoryPermissions {
  private final EnforcerClient enforcer;

  RepositoryPermissions(EnforcerClient enforcer) {
    this.enforcer = enforcer;
  }

  /** The parameters are those of the secured method with the same names. */
  @PermissionChecker("repository.create")
  Uni<Boolean> mayCreate(SecurityIdentity caller, String owner, String name, String visibility) {
    Resource model = Resource.of("model", owner + "/" + name).owner(owner).visibility(visibility);
    Question question =
        Question.of(caller.getPrincipal().getName(), "repository.create", model)
            .by(new Acting.Token(accessToken(caller)));
    return Uni.createFrom().completionStage(() -> enforcer.check(question)).map(Decision::allowed);
  }

  /** Returns the access token; the identity of a web application has an ID token too. */
  private static String accessToken(SecurityIdentity caller) {
    return caller.getCredentials().stream()
        .filter(TokenCredential.class::isInstance)
        .map(TokenCredential.class::cast)
        .filter(credential -> credential.getType().equals("bearer"))
        .map(TokenCredential::getToken)
        .findFirst()
        .orElse("");
  }
}
