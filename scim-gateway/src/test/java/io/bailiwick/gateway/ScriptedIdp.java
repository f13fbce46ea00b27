package io.bailiwick.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bailiwick.json.StrictJson;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * An OpenID provider that can be told to lie, as no real one can. What a real one does is tested
 * with Keycloak in deploy/local.
 */
final class ScriptedIdp implements AutoCloseable {
  static final String CLIENT = "bailiwick";
  static final String SECRET = "a client secret of 32 characters";

  /** RFC 6749, section 2.3.1: both are form-encoded first. */
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(
                  (CLIENT + ":" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8))
                      .getBytes(StandardCharsets.UTF_8));

  /** Key pairs take long to make: all providers share these. */
  private static final List<RSAKey> PAIRS = Stream.generate(ScriptedIdp::made).limit(2).toList();

  private static final AtomicInteger STARTED = new AtomicInteger();

  private final HttpServer server;
  private final Map<String, Planned> codes = new ConcurrentHashMap<>();
  private final Map<String, ObjectNode> userInfos = new ConcurrentHashMap<>();
  final AtomicInteger keyFetches = new AtomicInteger();
  volatile RSAKey key = key(STARTED.getAndIncrement());

  /** What it publishes beside its key. */
  final List<JWK> moreKeys = new CopyOnWriteArrayList<>();

  volatile boolean down;
  volatile String discoveryIssuer = "";
  volatile String lastClientAuthentication = "";
  volatile boolean promisesIssuer;

  /** How long it takes to find its keys. */
  volatile Duration slowness = Duration.ZERO;

  private ScriptedIdp(HttpServer server) {
    this.server = server;
  }

  static ScriptedIdp start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ScriptedIdp idp = new ScriptedIdp(server);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", idp::handle);
      server.start();
      return idp;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/idp";
  }

  /** A key with a pair and an id of its own: neither is that of the present key. */
  RSAKey anotherKey() {
    return key(key.getModulus().equals(PAIRS.getFirst().getModulus()) ? 1 : 0);
  }

  /** A key with a pair that no provider has had before a test gives it to one. */
  static RSAKey thirdKey() {
    return withId(Third.PAIR);
  }

  private static RSAKey key(int number) {
    return withId(PAIRS.get(number % PAIRS.size()));
  }

  private static RSAKey withId(RSAKey pair) {
    return new RSAKey.Builder(pair)
        .keyID(UUID.randomUUID().toString())
        .keyUse(KeyUse.SIGNATURE)
        .build();
  }

  private static RSAKey made() {
    try {
      return new RSAKeyGenerator(2048).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What an honest provider would state of a person, for the request that a browser brought. */
  ObjectNode honest(Map<String, String> request, ObjectNode person) {
    long now = System.currentTimeMillis() / 1000;
    ObjectNode claims = person.deepCopy();
    claims.put("iss", issuer()).put("aud", CLIENT).put("iat", now).put("exp", now + 300);
    claims.put("nonce", request.get("nonce")).put("auth_time", now);
    return claims;
  }

  /** The person authenticates: a code for the request of an authorization URL. */
  String code(URI authorization, ObjectNode person) {
    return code(authorization, person, claims -> sign(claims, key));
  }

  /** The same, with an ID token made as the test wants it. */
  String code(
      URI authorization, ObjectNode person, java.util.function.Function<ObjectNode, String> token) {
    Map<String, String> request = query(authorization.getRawQuery());
    String code = UUID.randomUUID().toString();
    codes.put(
        code,
        new Planned(
            token.apply(honest(request, person)),
            request.getOrDefault("code_challenge", ""),
            request.getOrDefault("redirect_uri", "")));
    return code;
  }

  void userInfo(ObjectNode claims) {
    userInfos.put("any", claims);
  }

  static String sign(ObjectNode claims, RSAKey key) {
    return sign(claims.toString(), key);
  }

  /** Signs claims in a text that no library would write. */
  static String sign(String claims, RSAKey key) {
    try {
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
      JWSObject token = new JWSObject(header, new Payload(claims));
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replace("/idp", "");
    if (down) {
      exchange.close();
      return;
    }
    switch (path) {
      case "/.well-known/openid-configuration" -> answer(exchange, 200, metadata());
      case "/jwks" -> {
        keyFetches.incrementAndGet();
        pause();
        List<JWK> keys = new ArrayList<>(moreKeys);
        keys.add(key);
        answer(exchange, 200, new JWKSet(keys).toString(true));
      }
      case "/token" -> token(exchange);
      case "/userinfo" ->
          answer(
              exchange,
              userInfos.containsKey("any") ? 200 : 404,
              String.valueOf(userInfos.get("any")));
      default -> answer(exchange, 404, "{}");
    }
  }

  private void pause() {
    try {
      Thread.sleep(slowness);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String metadata() {
    String named = discoveryIssuer.isEmpty() ? issuer() : discoveryIssuer;
    String userInfo =
        userInfos.isEmpty() ? "" : "\"userinfo_endpoint\":\"" + issuer() + "/userinfo\",";
    String responseIssuer =
        promisesIssuer ? "\"authorization_response_iss_parameter_supported\":true," : "";
    return """
    {"issuer":"%2$s","jwks_uri":"%1$s/jwks","token_endpoint":"%1$s/token",%3$s%4$s\
    "authorization_endpoint":"%1$s/authorize","subject_types_supported":["public"],\
    "response_types_supported":["code"],"id_token_signing_alg_values_supported":["RS256"]}"""
        .formatted(issuer(), named, userInfo, responseIssuer);
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        query(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String basic = exchange.getRequestHeaders().getFirst("Authorization");
    String way =
        basic != null ? "basic" : form.containsKey("client_assertion") ? "assertion" : "post";
    lastClientAuthentication = way;
    boolean known =
        switch (way) {
          case "basic" -> BASIC.equals(basic);
          case "assertion" -> isOurs(form.getOrDefault("client_assertion", ""));
          default ->
              CLIENT.equals(form.get("client_id")) && SECRET.equals(form.get("client_secret"));
        };
    Planned planned = codes.remove(form.getOrDefault("code", ""));
    if (!known) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
    } else if (planned == null
        || !planned.challenge.equals(challenge(form.getOrDefault("code_verifier", "")))
        || !planned.redirectUri.equals(form.get("redirect_uri"))) {
      answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
    } else {
      answer(
          exchange,
          200,
          "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"id_token\":\""
              + planned.idToken
              + "\"}");
    }
  }

  /** RFC 7523, section 3: signed by a key that the client publishes, for this issuer alone. */
  private boolean isOurs(String assertion) {
    try {
      JWKSet published = JWKSet.parse(RestAssured.given().get("/oauth2/jwks").asString());
      DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
      processor.setJWSTypeVerifier(
          new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("client-authentication+jwt")));
      processor.setJWSKeySelector(
          new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, new ImmutableJWKSet<>(published)));
      processor.setJWTClaimsSetVerifier(
          new DefaultJWTClaimsVerifier<>(
              issuer(),
              new JWTClaimsSet.Builder().issuer(CLIENT).subject(CLIENT).build(),
              Set.of("iat", "exp", "jti")));
      processor.process(assertion, null);
      return true;
    } catch (ParseException | BadJOSEException | JOSEException e) {
      return false;
    }
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static Map<String, String> query(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  static ObjectNode person(String sub, String userName) {
    ObjectNode person = StrictJson.mapper().createObjectNode();
    person.put("sub", sub).put("preferred_username", userName).put("name", userName);
    return person.put("email", userName + "@acme.example").put("email_verified", true);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** The third pair, which is made only if a test needs it. */
  private static final class Third {
    static final RSAKey PAIR = made();
  }

  private record Planned(String idToken, String challenge, String redirectUri) {}
}
