package io.bailiwick.client.example;

import io.bailiwick.client.Acting;
import io.bailiwick.client.Decision;
import io.bailiwick.client.EnforcerClient;
import io.bailiwick.client.Question;
import io.bailiwick.client.Resource;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;

/**
 * Spring Security: asks the check about requests, method calls or messages.
 *
 * @param sessionToken takes the gateway's access token from the authentication
 * @param resource takes the resource from the object that is secured
 */
public record EnforcerAuthorization<T>(
    EnforcerClient enforcer,
    String action,
    Function<Authentication, String> sessionToken,
    Function<T, Resource> resource)
    implements AuthorizationManager<T> {

  @Override
  public AuthorizationResult authorize(
      Supplier<? extends @Nullable Authentication> authentication, T secured) {
    Authentication caller = authentication.get();
    if (caller == null || !caller.isAuthenticated()) {
      return () -> false;
    }
    return new Checked(
        enforcer.await(
            Question.of(caller.getName(), action, resource.apply(secured))
                .by(new Acting.Token(sessionToken.apply(caller)))));
  }

  /** The decision, which a handler of the denied request finds in the exception. */
  public record Checked(Decision decision) implements AuthorizationResult {
    @Override
    public boolean isGranted() {
      return decision.allowed();
    }
  }
}
