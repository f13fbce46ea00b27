package io.bailiwick.enforcer.edge;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext.HttpRequest;
import io.envoyproxy.envoy.service.auth.v3.Authorization;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.HttpStatus;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.Status;
import io.grpc.Status.Code;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers Envoy by gRPC (envoy.service.auth.v3), as {@link EdgeRoute} does over HTTP. */
@GrpcService
class EnvoyAuthorization implements Authorization {
  private final Edge edge;

  EnvoyAuthorization(Edge edge) {
    this.edge = edge;
  }

  @Override
  public Uni<CheckResponse> check(CheckRequest request) {
    HttpRequest http = request.getAttributes().getRequest().getHttp();
    Original original =
        new Original(http.getMethod(), http.getPath(), names(http), name -> values(http, name));
    return Uni.createFrom()
        .<Verdict>emitter(verdict -> edge.check(original, verdict::complete))
        .map(EnvoyAuthorization::response);
  }

  private static Set<String> names(HttpRequest http) {
    return Stream.concat(
            http.getHeadersMap().keySet().stream(),
            http.getHeaderMap().getHeadersList().stream().map(HeaderValue::getKey))
        .collect(Collectors.toSet());
  }

  /** Returns the values of a header, which are in one of two fields. */
  private static List<String> values(HttpRequest http, String name) {
    return Stream.concat(
            http.getHeadersMap().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> header.getValue()),
            http.getHeaderMap().getHeadersList().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(EnvoyAuthorization::value))
        .toList();
  }

  private static String value(HeaderValue header) {
    return header.getRawValue().isEmpty()
        ? header.getValue()
        : header.getRawValue().toString(StandardCharsets.ISO_8859_1);
  }

  private static CheckResponse response(Verdict verdict) {
    List<HeaderValueOption> headers =
        verdict.headers().entrySet().stream()
            .filter(header -> !header.getValue().isEmpty())
            .map(header -> replaced(header.getKey(), header.getValue()))
            .toList();
    if (verdict.passes()) {
      return CheckResponse.newBuilder()
          .setStatus(status(Code.OK))
          .setOkResponse(
              OkHttpResponse.newBuilder()
                  .addAllHeaders(headers)
                  .addAllHeadersToRemove(
                      verdict.headers().keySet().stream()
                          .filter(name -> "".equals(verdict.headers().get(name)))
                          .toList()))
          .build();
    }
    return CheckResponse.newBuilder()
        .setStatus(status(verdict.status() == 401 ? Code.UNAUTHENTICATED : Code.PERMISSION_DENIED))
        .setDeniedResponse(
            DeniedHttpResponse.newBuilder()
                .setStatus(HttpStatus.newBuilder().setCode(verdict.status()))
                .addAllHeaders(headers)
                .setBody(new String(verdict.body(), StandardCharsets.UTF_8)))
        .build();
  }

  private static Status status(Code code) {
    return Status.newBuilder().setCode(code.value()).build();
  }

  /** Returns a header in place of all that the client has sent under its name. */
  private static HeaderValueOption replaced(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .setAppend(BoolValue.of(false))
        .build();
  }
}
