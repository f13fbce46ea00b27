package io.bailiwick.gateway;

import io.restassured.authentication.AuthenticationScheme;
import io.restassured.authentication.NoAuthScheme;
import io.restassured.authentication.PreemptiveBasicAuthScheme;
import io.restassured.builder.ResponseBuilder;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.internal.assertion.CookieMatcher;
import io.restassured.internal.filter.FilterContextImpl;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends the requests of REST Assured through the JDK's client, over connections that stay open.
 * REST Assured makes a client and a connection for each request, in Groovy, which takes more CPU
 * time than the gateway's answer. Requests that are not known to come out the same go the usual
 * way.
 */
final class JdkTransport implements Filter {
  static final String FORM = "application/x-www-form-urlencoded";

  private static final HttpClient FOLLOWING = client(Redirect.NORMAL);
  private static final HttpClient STAYING = client(Redirect.NEVER);

  private static HttpClient client(Redirect redirect) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(redirect)
        .build();
  }

  @Override
  public Response filter(
      FilterableRequestSpecification wanted,
      FilterableResponseSpecification expected,
      FilterContext context) {
    Optional<HttpRequest> request = repeatsAParameter(context) ? Optional.empty() : request(wanted);
    if (request.isEmpty()) {
      return context.next(wanted, expected);
    }
    boolean follows = wanted.getConfig().getRedirectConfig().followsRedirects();
    return send(follows ? FOLLOWING : STAYING, request.get());
  }

  /** Sends a request and follows no redirect. */
  static Response send(HttpRequest request) {
    return send(STAYING, request);
  }

  /** Returns the value of the Cookie header. */
  static String cookies(Map<String, String> cookies) {
    return cookies.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  /** The URI of the specification has lost them: it keeps the last value of each name. */
  private static boolean repeatsAParameter(FilterContext context) {
    String query =
        ((FilterContextImpl) context).getInternalRequestURI().replaceFirst("^[^?]*\\??", "");
    List<String> names =
        Stream.of(query.split("&", -1)).map(pair -> pair.replaceFirst("=.*", "")).toList();
    return names.size() > Set.copyOf(names).size();
  }

  private static Optional<HttpRequest> request(FilterableRequestSpecification wanted) {
    Optional<BodyPublisher> body = body(wanted);
    if (!wanted.getMultiPartParams().isEmpty()
        || !wanted.getRequestParams().isEmpty()
        || !isKnown(wanted.getAuthenticationScheme())
        || body.isEmpty()) {
      return Optional.empty();
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(wanted.getURI()));
    try {
      for (Header header : wanted.getHeaders()) {
        request.header(header.getName(), header.getValue());
      }
    } catch (IllegalArgumentException restricted) {
      return Optional.empty();
    }
    if (!wanted.getHeaders().hasHeaderWithName("Accept")) {
      request.header("Accept", "*/*");
    }
    if (wanted.getCookies().exist()) {
      request.header(
          "Cookie",
          wanted.getCookies().asList().stream()
              .map(cookie -> cookie.getName() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    if (wanted.getAuthenticationScheme() instanceof PreemptiveBasicAuthScheme basic) {
      request.header("Authorization", basic.generateAuthToken());
    }
    if (!wanted.getFormParams().isEmpty() && wanted.getContentType() == null) {
      request.header("Content-Type", FORM);
    }
    return Optional.of(request.method(wanted.getMethod(), body.get()).build());
  }

  private static boolean isKnown(AuthenticationScheme scheme) {
    return scheme instanceof NoAuthScheme || scheme instanceof PreemptiveBasicAuthScheme;
  }

  /** Returns the body; empty if this class does not know how REST Assured writes it. */
  private static Optional<BodyPublisher> body(FilterableRequestSpecification wanted) {
    Object body = wanted.getBody();
    if (!wanted.getFormParams().isEmpty()) {
      return body == null && wanted.getMethod().equals("POST")
          ? Optional.of(BodyPublishers.ofString(form(wanted.getFormParams())))
          : Optional.empty();
    }
    return switch (body) {
      case null -> Optional.of(BodyPublishers.noBody());
      case byte[] bytes -> Optional.of(BodyPublishers.ofByteArray(bytes));
      case String text -> Optional.of(BodyPublishers.ofString(text));
      default -> Optional.empty();
    };
  }

  /** A parameter's value may be a list, in spite of the interface's type. */
  static String form(Map<String, ?> parameters) {
    return parameters.entrySet().stream()
        .flatMap(
            parameter ->
                (parameter.getValue() instanceof List<?> values
                        ? values.stream()
                        : Stream.of(parameter.getValue()))
                    .map(value -> encoded(parameter.getKey()) + "=" + encoded(value.toString())))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Response send(HttpClient client, HttpRequest request) {
    try {
      return response(client.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Response response(HttpResponse<byte[]> answer) {
    Headers headers =
        new Headers(
            answer.headers().map().entrySet().stream()
                .flatMap(
                    header -> header.getValue().stream().map(v -> new Header(header.getKey(), v)))
                .toList());
    return new ResponseBuilder()
        .setStatusCode(answer.statusCode())
        .setStatusLine("HTTP/1.1 " + answer.statusCode())
        .setHeaders(headers)
        .setCookies(CookieMatcher.getCookies(headers.getValues("Set-Cookie")))
        .setContentType(answer.headers().firstValue("Content-Type").orElse(""))
        .setBody(answer.body())
        .build();
  }
}
