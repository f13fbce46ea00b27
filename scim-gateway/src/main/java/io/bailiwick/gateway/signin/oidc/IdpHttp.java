package io.bailiwick.gateway.signin.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.bailiwick.service.Bulkhead;
import io.bailiwick.service.HttpExchange;
import io.bailiwick.service.RequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Calls identity providers with bounds on time and size, and follows no redirect. So the answer of
 * one issuer's administrator harms no other organization.
 */
@ApplicationScoped
class IdpHttp {
  private static final int LARGEST = 512 << 10;

  private static final int AT_A_TIME = 16;
  private static final int WAITING = 500;
  private static final int LOOK_UPS = 16;
  private static final int LOOK_UPS_OF_ORGANIZATION = 2;

  private final Bulkhead<String> calls = new Bulkhead<>(AT_A_TIME, WAITING, Duration.ofSeconds(5));
  private final Bulkhead<String> lookUps =
      new Bulkhead<>(LOOK_UPS_OF_ORGANIZATION, WAITING, Duration.ofSeconds(5));
  private final ExecutorService resolver =
      Executors.newFixedThreadPool(
          LOOK_UPS, Thread.ofPlatform().name("host-look-up-", 0).daemon().factory());
  private final HttpClient client;
  private final GatewaySettings settings;
  private final Timer time;

  IdpHttp(GatewaySettings settings, MeterRegistry metrics) {
    this.time =
        Timer.builder("bailiwick.identity.provider.time")
            .description("A request to an identity provider and its answer")
            .publishPercentileHistogram()
            .register(metrics);
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(Redirect.NEVER)
            .connectTimeout(settings.identityProviderTimeout())
            .build();
  }

  @PreDestroy
  void close() {
    resolver.shutdownNow();
  }

  /** Returns the body of a document, which must exist. */
  Uni<String> get(Connection connection, URI uri) {
    return send(connection, new HTTPRequest(HTTPRequest.Method.GET, uri))
        .map(
            response -> {
              if (response.getStatusCode() != 200) {
                throw unavailable(uri.getPath() + " answered " + response.getStatusCode());
              }
              return String.valueOf(response.getBody());
            });
  }

  /**
   * Sends a request and returns any answer in the library's form. A connection makes only a few
   * calls at a time.
   */
  Uni<HTTPResponse> send(Connection connection, HTTPRequest request) {
    Timer.Sample began = Timer.start();
    // The client answers on its own threads.
    return RequestContext.resumeAfter(
            calls
                .run(
                    connection.organization() + "/" + connection.id(),
                    Infrastructure.getDefaultWorkerPool(),
                    () ->
                        allowed(connection, request.getURI())
                            .chain(() -> HttpExchange.send(client, outgoing(request), LARGEST)),
                    () -> unavailable("too many calls at a time"))
                // The client's own timeout covers only the headers, and a body could take forever.
                .ifNoItem()
                .after(settings.identityProviderTimeout())
                .fail())
        .onTermination()
        .invoke(() -> began.stop(time))
        .map(IdpHttp::incoming)
        .onFailure(failure -> !(failure instanceof CheckFailed))
        .transform(
            failure ->
                unavailable(
                    request.getURI().getPath() + ": " + failure.getClass().getSimpleName()));
  }

  /**
   * Refuses to call an address that is not on the public network. The administrator of an identity
   * provider must not reach the machines around this one. As a rule the JVM keeps an address for
   * longer than a call takes; a hostile name server requires a firewall.
   */
  private Uni<Void> allowed(Connection connection, URI uri) {
    if (settings.privateIdentityProviders()) {
      return Uni.createFrom().voidItem();
    }
    // INVARIANT: a look-up cannot be cancelled. It counts for its organization until the name
    // server answers, even after its call has timed out. So the call waits for a copy, which it may
    // cancel.
    CompletableFuture<Boolean> lookUp =
        lookUps
            .run(
                connection.organization(),
                Infrastructure.getDefaultWorkerPool(),
                () -> Uni.createFrom().item(() -> isPublic(uri)).runSubscriptionOn(resolver),
                () -> unavailable("too many hosts to look up at a time"))
            .subscribeAsCompletionStage();
    return Uni.createFrom()
        .completionStage(lookUp.copy())
        .invoke(
            isPublic -> {
              if (!isPublic) {
                throw unavailable("the host is on a private network, which is not allowed here");
              }
            })
        .replaceWithVoid();
  }

  private boolean isPublic(URI uri) {
    try {
      return "https".equals(uri.getScheme())
          && Arrays.stream(addresses(uri.getHost())).allMatch(IdpHttp::isPublic);
    } catch (UnknownHostException e) {
      throw unavailable("the host has no address");
    }
  }

  /** Returns the addresses of a host; blocks until its name server answers. */
  InetAddress[] addresses(String host) throws UnknownHostException {
    return InetAddress.getAllByName(host);
  }

  private static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    boolean reserved =
        bytes.length == 4
            && (bytes[0] == 0
                || (bytes[0] & 0xf0) == 0xf0
                || (bytes[0] == (byte) 192 && bytes[1] == 0 && bytes[2] == 0)
                || (bytes[0] == (byte) 198 && (bytes[1] & 0xfe) == 18));
    boolean translated =
        bytes.length == 16 && bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == (byte) 0xff;
    // 6to4 and Teredo hold an IPv4 address that could be a private one.
    boolean tunnelled =
        bytes.length == 16
            && bytes[0] == 0x20
            && (bytes[1] == 2 || (bytes[1] == 1 && bytes[2] == 0 && bytes[3] == 0));
    boolean carrierGrade = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    return !(address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || uniqueLocal
        || reserved
        || translated
        || tunnelled
        || carrierGrade);
  }

  private HttpRequest outgoing(HTTPRequest request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.getURI()).timeout(settings.identityProviderTimeout());
    request
        .getHeaderMap()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    String body = request.getBody();
    BodyPublisher publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return builder.method(request.getMethod().name(), publisher).build();
  }

  private static HTTPResponse incoming(HttpResponse<String> response) {
    HTTPResponse answer = new HTTPResponse(response.statusCode());
    try {
      String type = response.headers().firstValue("Content-Type").orElse("");
      if (!type.isEmpty()) {
        answer.setContentType(type);
      }
    } catch (ParseException e) {
      throw unavailable("a content type that is none");
    }
    answer.setBody(response.body());
    return answer;
  }

  static CheckFailed unavailable(String why) {
    return new CheckFailed(SignInCheck.IDENTITY_PROVIDER_UNAVAILABLE, why);
  }
}
