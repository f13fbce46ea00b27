package io.bailiwick.client.example;

import static io.bailiwick.client.ScriptedEnforcer.decides;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.client.ClientSettings;
import io.bailiwick.client.EnforcerClient;
import io.bailiwick.client.Resource;
import io.bailiwick.client.ScriptedEnforcer;
import io.bailiwick.client.example.EnforcerAuthorization.Checked;
import io.quarkus.security.PermissionChecker;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

/** The examples, with the types of the frameworks but without starting them. */
class ExamplesTest {
  private static final String JANE = "mgd_06ek9q2vbx7kq9g4zt5h3n8m0r";
  private static final String ASKED =
      """
      {"subject":{"type":"user","id":"%s"},"action":{"name":"repository.create"},\
      "resource":{"type":"model","id":"acme/bert",\
      "properties":{"owner":"acme","visibility":"private"}},\
      "context":{"session":{"token":"access"}}}"""
          .formatted(JANE);

  private final ScriptedEnforcer enforcer = new ScriptedEnforcer();
  private final EnforcerClient client =
      new EnforcerClient(
          ClientSettings.of(enforcer.url(), () -> "service")
              .deadline(Duration.ofMinutes(1))
              .hedgeAfter(Duration.ofMinutes(1)));

  @AfterEach
  void close() {
    client.close();
    enforcer.close();
  }

  @Test
  void theCheckerOfQuarkusAsksTheEnforcer() {
    enforcer.replies(decides(true, "allowed"), decides(false, "account_suspended"));
    RepositoryPermissions permissions = new RepositoryPermissions(client);
    SecurityIdentity jane = identity();
    assertThat(permissions.mayCreate(jane, "acme", "bert", "private").await().indefinitely())
        .isTrue();
    assertThat(permissions.mayCreate(jane, "acme", "bert", "private").await().indefinitely())
        .isFalse();
    assertThat(enforcer.requests()).extracting(ScriptedEnforcer.Request::body).containsOnly(ASKED);
  }

  /** Quarkus finds the checker by its permission, and its parameters by their names. */
  @Test
  void theCheckerOfQuarkusFitsTheEndpoint() {
    Method secured = only(ModelsResource.class, PermissionsAllowed.class);
    Method checker = only(RepositoryPermissions.class, PermissionChecker.class);
    assertThat(secured.getAnnotation(PermissionsAllowed.class).value())
        .containsExactly(checker.getAnnotation(PermissionChecker.class).value());
    List<Parameter> asked = Arrays.asList(checker.getParameters());
    assertThat(asked.getFirst().getType()).isEqualTo(SecurityIdentity.class);
    assertThat(asked.subList(1, asked.size()).stream().map(Parameter::getName))
        .isSubsetOf(Arrays.stream(secured.getParameters()).map(Parameter::getName).toList());
    assertThat(new ModelsResource().create("acme", "bert", "private"))
        .isEqualTo("acme/bert is private");
  }

  @Test
  void theManagerOfSpringAsksTheEnforcer() {
    enforcer.replies(decides(true, "allowed"), decides(false, "account_suspended"));
    Authentication jane =
        new TestingAuthenticationToken(JANE, "access", AuthorityUtils.NO_AUTHORITIES);
    EnforcerAuthorization<String> mayCreate =
        new EnforcerAuthorization<>(
            client,
            "repository.create",
            caller -> String.valueOf(caller.getCredentials()),
            name -> Resource.of("model", "acme/" + name).owner("acme").visibility("private"));
    mayCreate.verify(() -> jane, "bert");
    assertThatExceptionOfType(AuthorizationDeniedException.class)
        .isThrownBy(() -> mayCreate.verify(() -> jane, "bert"))
        .satisfies(
            denied ->
                assertThat(((Checked) denied.getAuthorizationResult()).decision().reason())
                    .isEqualTo("account_suspended"));
    assertThat(enforcer.requests()).extracting(ScriptedEnforcer.Request::body).containsOnly(ASKED);
    assertThat(mayCreate.authorize(() -> null, "bert").isGranted()).isFalse();
    assertThat(enforcer.requests()).hasSize(2);
  }

  private static Method only(
      Class<?> type, Class<? extends java.lang.annotation.Annotation> annotation) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(annotation))
        .findFirst()
        .orElseThrow();
  }

  /** An identity of Quarkus with the tokens of a web application. */
  private static SecurityIdentity identity() {
    Principal jane = () -> JANE;
    Set<TokenCredential> tokens =
        new LinkedHashSet<>(
            List.of(
                new TokenCredential("id", "id_token"), new TokenCredential("access", "bearer")));
    return (SecurityIdentity)
        Proxy.newProxyInstance(
            SecurityIdentity.class.getClassLoader(),
            new Class<?>[] {SecurityIdentity.class},
            (_, method, _) -> method.getName().equals("getPrincipal") ? jane : tokens);
  }
}
