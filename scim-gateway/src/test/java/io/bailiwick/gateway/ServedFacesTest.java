package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.settings.GatewaySettings.Face;
import io.bailiwick.service.ErrorForm;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One image, several deployments: each serves the faces that it is configured with. */
class ServedFacesTest {
  private static final ErrorForm FORM =
      (path, status, detail) ->
          new ErrorForm.Body(
              "application/problem+json",
              JsonNodeFactory.instance.objectNode().put("detail", detail));

  private static GatewaySettings settings(String serves) {
    return new SmallRyeConfigBuilder()
        .withMapping(GatewaySettings.class)
        .withDefaultValues(
            Map.of(
                "bailiwick.gateway.url", "https://gateway.example",
                "bailiwick.gateway.token-pepper", "x",
                "bailiwick.gateway.encryption-key", "x",
                "bailiwick.gateway.serves", serves))
        .build()
        .getConfigMapping(GatewaySettings.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/scim/v2/acme/Users, SCIM",
    "/sso, SIGN_IN",
    "/sso/acme/callback, SIGN_IN",
    "/oauth2/token, SIGN_IN",
    "/.well-known/openid-configuration, SIGN_IN",
    "/organizations/acme, ADMINISTRATION",
    "/clients, ADMINISTRATION",
    "/enforcers, ADMINISTRATION",
    "/revocations, ADMINISTRATION",
    "/signing-keys, ADMINISTRATION",
    "/republication, ADMINISTRATION",
    "/openapi, ADMINISTRATION",
    "/asyncapi, ADMINISTRATION",
    "/q/swagger-ui/index.html, ADMINISTRATION",
    "/, ADMINISTRATION",
  })
  void everyPathBelongsToAFace(String path, Face face) {
    assertThat(ServedFaces.of(path)).contains(face);
  }

  @ParameterizedTest
  @CsvSource({"/assets/bailiwick.css", "/ssoo", "/scimitar/v2"})
  void otherPathsBelongToNone(String path) {
    assertThat(ServedFaces.of(path)).isEqualTo(Optional.empty());
  }

  /** A new endpoint has to belong to a face, or every replica would serve it. */
  @Test
  void everyEndpointBelongsToAFace() {
    JavaClasses main =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.bailiwick.gateway", "io.bailiwick.outbox");
    List<String> paths =
        main.stream()
            .filter(type -> type.isAnnotatedWith(Path.class))
            .flatMap(
                type -> {
                  String root = type.getAnnotationOfType(Path.class).value();
                  Stream<String> below =
                      type.getMethods().stream()
                          .filter(method -> method.isAnnotatedWith(Path.class))
                          .map(method -> method.getAnnotationOfType(Path.class).value());
                  return Stream.concat(Stream.of(""), below).map(more -> joined(root, more));
                })
            .filter(path -> !path.startsWith("/assets/"))
            .toList();
    assertThat(paths).hasSizeGreaterThan(30).allMatch(path -> ServedFaces.of(path).isPresent());
  }

  private static String joined(String root, String more) {
    return more.isEmpty() ? root : (root + "/" + more).replaceAll("/+", "/");
  }

  @Test
  void pathsOfOtherFacesAreNotFound() throws Exception {
    Vertx vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    router.route().handler(new ServedFaces(settings("scim,sign-in"), FORM)::check);
    router.route().handler(context -> context.response().end("served"));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(get(client, server, "/scim/v2/acme/Users").body()).isEqualTo("served");
      assertThat(get(client, server, "/assets/bailiwick.css").body()).isEqualTo("served");
      HttpResponse<String> hidden = get(client, server, "/sso/../organizations/acme");
      assertThat(hidden.statusCode()).isEqualTo(404);
      assertThat(hidden.body()).contains("does not serve");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get();
    }
  }

  private static HttpResponse<String> get(HttpClient client, HttpServer server, String path)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
