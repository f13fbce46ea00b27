package io.bailiwick.enforcer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.HeaderMap;
import io.envoyproxy.envoy.service.auth.v3.HeaderValue;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How proxies ask the edge about a request. */
enum Proxy {
  ENVOY_HTTP {
    @Override
    Answer ask(String method, String uri, Map<String, String> headers) {
      // A client that sends the path as it is, as Envoy does.
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + RestAssured.port + "/edge/v1/check" + uri))
              .method(method, HttpRequest.BodyPublishers.noBody());
      headers.forEach(request::header);
      try {
        HttpResponse<String> response =
            Connection.BY_HTTP.send(request.build(), BodyHandlers.ofString());
        Map<String, String> all = new TreeMap<>();
        response.headers().map().forEach((name, values) -> all.put(name, values.getFirst()));
        return answer(response.statusCode(), all, response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  },
  NGINX {
    @Override
    Answer ask(String method, String uri, Map<String, String> headers) {
      return answer(
          request(headers)
              .header("X-Original-Method", method)
              .header("X-Original-URI", uri)
              .get("/edge/v1/original"));
    }
  },
  TRAEFIK {
    @Override
    Answer ask(String method, String uri, Map<String, String> headers) {
      return answer(
          request(headers)
              .header("X-Forwarded-Method", method)
              .header("X-Forwarded-Uri", uri)
              .get("/edge/v1/forwarded"));
    }
  },
  ENVOY_GRPC {
    @Override
    Answer ask(String method, String uri, Map<String, String> headers) {
      return byGrpc(http(method, uri).putAllHeaders(headers));
    }
  },
  ENVOY_GRPC_RAW {
    @Override
    Answer ask(String method, String uri, Map<String, String> headers) {
      HeaderMap.Builder raw = HeaderMap.newBuilder();
      headers.forEach(
          (name, value) ->
              raw.addHeaders(
                  HeaderValue.newBuilder()
                      .setKey(name)
                      .setRawValue(ByteString.copyFromUtf8(value))));
      return byGrpc(http(method, uri).setHeaderMap(raw));
    }
  };

  static final List<String> OF_THE_EDGE =
      List.of(
          "bailiwick-subject",
          "bailiwick-organization",
          "bailiwick-revision",
          "bailiwick-evaluation");

  abstract Answer ask(String method, String uri, Map<String, String> headers);

  private static RequestSpecification request(Map<String, String> headers) {
    return given().urlEncodingEnabled(false).headers(headers);
  }

  private static Answer answer(Response response) {
    Map<String, String> all = new TreeMap<>();
    response.headers().forEach(header -> all.put(header.getName(), header.getValue()));
    return answer(response.statusCode(), all, response.asString());
  }

  /** Over HTTP the proxy takes these headers from the answer, empty or not. */
  private static Answer answer(int status, Map<String, String> sent, String body) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(sent);
    return new Answer(
        status,
        headers,
        OF_THE_EDGE.stream().filter(headers::containsKey).toList(),
        JsonPath.from(body.isEmpty() ? "{}" : body));
  }

  private static AttributeContext.HttpRequest.Builder http(String method, String uri) {
    return AttributeContext.HttpRequest.newBuilder().setMethod(method).setPath(uri);
  }

  private static Answer byGrpc(AttributeContext.HttpRequest.Builder http) {
    CheckResponse response =
        AuthorizationGrpc.newBlockingStub(Connection.BY_GRPC)
            .check(
                CheckRequest.newBuilder()
                    .setAttributes(
                        AttributeContext.newBuilder()
                            .setRequest(AttributeContext.Request.newBuilder().setHttp(http)))
                    .build());
    boolean passes = response.getStatus().getCode() == 0;
    assertThat(response.hasOkResponse()).isEqualTo(passes);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    (passes
            ? response.getOkResponse().getHeadersList()
            : response.getDeniedResponse().getHeadersList())
        .forEach(
            option -> {
              assertThat(option.hasAppend() && !option.getAppend().getValue()).isTrue();
              headers.put(option.getHeader().getKey(), option.getHeader().getValue());
            });
    String body = response.getDeniedResponse().getBody();
    return new Answer(
        passes ? 200 : response.getDeniedResponse().getStatus().getCode(),
        headers,
        Stream.concat(
                headers.keySet().stream(),
                response.getOkResponse().getHeadersToRemoveList().stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList(),
        JsonPath.from(body.isEmpty() ? "{}" : body));
  }

  /** An answer; {@code replaced} are the headers of the client that do not reach the service. */
  record Answer(int status, Map<String, String> headers, List<String> replaced, JsonPath json) {

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name)).filter(value -> !value.isEmpty());
    }
  }

  /** One connection of each kind for all tests of a run, as Envoy keeps it. */
  private static final class Connection {
    static final HttpClient BY_HTTP =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    static final ManagedChannel BY_GRPC =
        ManagedChannelBuilder.forAddress("127.0.0.1", RestAssured.port).usePlaintext().build();
  }
}
