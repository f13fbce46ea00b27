import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An OpenID provider that is honest until {@code /mode/...} says what harm it does, for
 * deploy/bench/hostile: it can be connected like any other. Prints its issuer once it listens.
 *
 * <p>By OpenID Connect Core 1.0, so far as one client needs it: a code is the nonce of the request
 * that it answers, and everybody is one and the same person.
 */
final class HostileProvider {
  private static final String CLIENT = "bailiwick";
  private static final String JSON = "application/json";

  /** So many that the set stays below the 512 KiB that a gateway reads of an answer. */
  private static final int MANY = 470;

  private static final int LONG_EXPONENT = 3072;
  private static final int LARGEST_TAKEN = 4096;
  private static final int MOST_TAKEN = 20;

  private final Random random = new Random(1);
  private final KeyPair pair;
  private final String issuer;
  private volatile Mode mode = Mode.HONEST;
  private volatile String keys;

  /** The attacks of the provider. */
  private enum Mode {
    HONEST,
    /** Publishes hundreds of keys under one id, each expensive to verify with. */
    MANY_KEYS,
    /** Publishes the most expensive keys that the gateway accepts. */
    DEAR_KEYS,
    /** Sends one byte of its tokens a second. */
    DRIPS
  }

  private HostileProvider(KeyPair pair, String issuer) {
    this.pair = pair;
    this.issuer = issuer;
    this.keys = keys(mode);
  }

  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    HostileProvider provider =
        new HostileProvider(
            generator.generateKeyPair(), "http://127.0.0.1:" + server.getAddress().getPort());
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", provider::handle);
    server.start();
    System.out.println(provider.issuer);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      switch (path) {
        case "/.well-known/openid-configuration" -> answer(exchange, JSON, metadata());
        case "/authorize" -> authorize(exchange);
        case "/keys" -> answer(exchange, JSON, keys);
        case "/token" -> token(exchange);
        case "/logout-token" -> answer(exchange, "text/plain", logoutToken());
        default -> {
          if (path.startsWith("/mode/")) {
            mode = Mode.valueOf(path.substring("/mode/".length()));
            keys = keys(mode);
          }
          answer(exchange, "text/plain", mode.name());
        }
      }
    } catch (GeneralSecurityException | InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void answer(HttpExchange exchange, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private String metadata() {
    return """
        {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize",
         "token_endpoint": "%1$s/token", "jwks_uri": "%1$s/keys",
         "response_types_supported": ["code"], "subject_types_supported": ["public"],
         "id_token_signing_alg_values_supported": ["RS256"]}
        """
        .formatted(issuer);
  }

  private static void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
    exchange
        .getResponseHeaders()
        .set(
            "Location",
            "%s?code=%s&state=%s"
                .formatted(asked.get("redirect_uri"), asked.get("nonce"), asked.get("state")));
    exchange.sendResponseHeaders(303, -1);
  }

  private void token(HttpExchange exchange)
      throws IOException, GeneralSecurityException, InterruptedException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String answer =
        """
        {"access_token": "a", "token_type": "Bearer", "id_token": "%s"}
        """
            .formatted(idToken(form(body).get("code")));
    if (mode != Mode.DRIPS) {
      answer(exchange, JSON, answer);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", JSON);
    exchange.sendResponseHeaders(200, answer.length());
    OutputStream out = exchange.getResponseBody();
    for (byte one : answer.getBytes(StandardCharsets.UTF_8)) {
      out.write(one);
      out.flush();
      Thread.sleep(1000);
    }
  }

  private String idToken(String nonce) throws GeneralSecurityException {
    long now = System.currentTimeMillis() / 1000;
    String signed =
        encoded("{\"alg\": \"RS256\", \"kid\": \"k0\"}")
            + "."
            + encoded(
                """
                {"iss": "%s", "aud": "%s", "sub": "mallory", "preferred_username": "mallory",
                 "nonce": "%s", "iat": %d, "exp": %d}
                """
                    .formatted(issuer, CLIENT, nonce, now, now + 300));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + encoded(signature.sign());
  }

  /** One that states all that it must, so that only its signature can be at fault. */
  private String logoutToken() {
    byte[] noSignature = new byte[(mode == Mode.DEAR_KEYS ? LARGEST_TAKEN : LONG_EXPONENT) / 8];
    random.nextBytes(noSignature);
    noSignature[0] = 0;
    return encoded("{\"alg\": \"RS256\", \"kid\": \"k0\", \"typ\": \"logout+jwt\"}")
        + "."
        + encoded(
            """
            {"iss": "%s", "aud": "%s", "sub": "mallory", "jti": "%d", "iat": %d,
             "events": {"http://schemas.openid.net/event/backchannel-logout": {}}}
            """
                .formatted(issuer, CLIENT, random.nextLong(), System.currentTimeMillis() / 1000))
        + "."
        + encoded(noSignature);
  }

  private String keys(Mode mode) {
    RSAPublicKey own = (RSAPublicKey) pair.getPublic();
    return switch (mode) {
      case HONEST, DRIPS -> keySet(key("k0", own.getModulus(), own.getPublicExponent()));
      case MANY_KEYS ->
          keySet(
              IntStream.range(0, MANY)
                  .mapToObj(i -> key("k0", number(LONG_EXPONENT), number(LONG_EXPONENT)))
                  .collect(Collectors.joining(",")));
      case DEAR_KEYS ->
          keySet(
              IntStream.range(0, MOST_TAKEN)
                  .mapToObj(i -> key("k" + i, number(LARGEST_TAKEN), number(32)))
                  .collect(Collectors.joining(",")));
    };
  }

  private static String keySet(String keys) {
    return "{\"keys\": [" + keys + "]}";
  }

  private static String key(String id, BigInteger modulus, BigInteger exponent) {
    return "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}"
        .formatted(id, encoded(modulus), encoded(exponent));
  }

  /** Odd, of exactly so many bits. */
  private BigInteger number(int bits) {
    return new BigInteger(bits, random).setBit(bits - 1).setBit(0);
  }

  private static String encoded(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return encoded(bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Map<String, String> form(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String field : text.split("&")) {
      String[] parts = field.split("=", 2);
      fields.put(
          parts[0],
          parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return fields;
  }
}
