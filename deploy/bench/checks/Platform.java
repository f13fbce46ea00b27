import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.bailiwick.embedded.FreePorts;
import io.bailiwick.embedded.KafkaBroker;
import io.bailiwick.embedded.TokenIssuer;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Event;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Heartbeat;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.CredentialSettings;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.Grant;
import io.bailiwick.model.GrantReason;
import io.bailiwick.model.GrantSource;
import io.bailiwick.model.HandleSettings;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LastAdmin;
import io.bailiwick.model.LeaverSettings;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import io.bailiwick.model.OrganizationType;
import io.bailiwick.model.Profile;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.ResourceGroup.AutoJoin;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleSettings;
import io.bailiwick.model.SessionSettings;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.StalenessSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What an enforcer needs of the others: Kafka with accounts, a token issuer and the gateway's keys.
 * Writes a file of shell variables when all accounts are in Kafka, then sends heartbeats until it is
 * killed.
 *
 * <p>Arguments: a directory of its own, the number of accounts.
 */
class Platform {
  private static final List<String> TOPICS =
      List.of(Topics.IDENTITIES, Topics.ACCOUNTS, Topics.ORGANIZATIONS, Topics.SESSIONS);
  private static final int PARTITIONS = 2;
  private static final int GROUPS = 100;
  private static final Instant NOW = Instant.now();

  private final KafkaProducer<String, byte[]> producer;

  private Platform(String servers) {
    producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", servers, "linger.ms", 20, "batch.size", 1 << 18),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  public static void main(String[] arguments) throws Exception {
    Path dir = Files.createDirectories(Path.of(arguments[0]));
    int accounts = Integer.parseInt(arguments[1]);
    List<Integer> ports = FreePorts.take(2);
    KafkaBroker kafka =
        KafkaBroker.start(dir.resolve("kafka"), ports.get(0), ports.get(1), dir.resolve("kafka.log"));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(TOPICS.stream().map(t -> new NewTopic(t, PARTITIONS, (short) 1)).toList())
          .all()
          .get();
    }
    Platform platform = new Platform(kafka.bootstrapServers());
    platform.publish(Topics.ORGANIZATIONS, new OrganizationEvent.Created(acme()));
    for (int n = 0; n < accounts; n++) {
      platform.publish(Topics.IDENTITIES, new IdentityEvent.Created(identity(n)));
      platform.publish(Topics.ACCOUNTS, new AccountEvent.Created(account(n)));
    }
    platform.beat();
    platform.producer.flush();
    RSAKey key = new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
    String gateway = gateway(key);
    TokenIssuer issuer = TokenIssuer.start(0);
    Files.writeString(dir.resolve("tokens.new"), tokens(key, gateway, Math.min(accounts, 1000)));
    Files.move(dir.resolve("tokens.new"), dir.resolve("tokens"));
    Files.writeString(
        dir.resolve("env.new"),
        """
        KAFKA=%s
        ISSUER=%s
        GATEWAY=%s
        TOKEN=%s
        """
            .formatted(
                kafka.bootstrapServers(),
                issuer.url(),
                gateway,
                issuer.token(
                    "platform", "bailiwick.check bailiwick.check.search", Duration.ofHours(8))));
    Files.move(dir.resolve("env.new"), dir.resolve("env"));
    while (true) {
      platform.beat();
      Thread.sleep(1000);
    }
  }

  private static String id(int n) {
    return ManagedId.of(new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L + n));
  }

  private void publish(String topic, Event event) {
    send(topic, EventCodec.encode(event, "/bench"), null);
  }

  private void beat() {
    for (String topic : TOPICS) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        send(
            topic,
            EventCodec.encode(new Heartbeat(partition, Instant.now(), Optional.of(0L)), "/bench"),
            partition);
      }
    }
  }

  private void send(String topic, WireEvent wire, Integer partition) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, partition, wire.key(), wire.data());
    wire.headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    producer.send(record);
  }

  /** The gateway's key set, as the enforcer fetches it. */
  private static String gateway(RSAKey key) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] keys = new JWKSet(key).toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/oauth2/jwks",
        exchange -> {
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    server.start();
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A session token a line, of the first accounts. */
  private static String tokens(RSAKey key, String gateway, int accounts) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int n = 0; n < accounts; n++) {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256)
                  .type(new JOSEObjectType("at+jwt"))
                  .keyID(key.getKeyID())
                  .build(),
              new JWTClaimsSet.Builder()
                  .issuer(gateway)
                  .subject(id(n))
                  .audience("the hub")
                  .claim("organization", "acme")
                  .claim("sid", "ses_" + n)
                  .claim("authenticated_at", NOW.toString())
                  .expirationTime(Date.from(NOW.plus(Duration.ofHours(8))))
                  .build());
      token.sign(new RSASSASigner(key));
      lines.append(id(n)).append(' ').append(token.serialize()).append('\n');
    }
    return lines.toString();
  }

  private static Identity identity(int n) {
    return new Identity(
        id(n), "acme", 1, IdentityStatus.ACTIVE, "user" + n, Optional.empty(), Profile.EMPTY,
        List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), NOW, NOW);
  }

  private static Account account(int n) {
    return new Account(
        id(n), "acme", 1, 1, AccountStatus.ACTIVE, Optional.of("user" + n + "-acme"),
        Role.CONTRIBUTOR, Optional.empty(), grants(n), Set.of(), Optional.empty(), Profile.EMPTY, NOW, NOW);
  }

  /** Two of a hundred resource groups, in about ten thousand combinations. */
  private static List<Grant> grants(int n) {
    int one = n % GROUPS;
    int other = (one + 1 + n / GROUPS % (GROUPS - 1)) % GROUPS;
    return List.of(grant(one, Role.READ), grant(other, Role.WRITE));
  }

  private static Grant grant(int group, Role role) {
    return new Grant(
        "group-" + group,
        role,
        List.of(
            new GrantReason(
                GrantSource.SCIM_GROUP, role, Optional.of("links"), Optional.of("engineering"),
                Optional.empty())));
  }

  private static List<ResourceGroup> resourceGroups() {
    return IntStream.range(0, GROUPS)
        .mapToObj(
            n -> new ResourceGroup("group-" + n, AutoJoin.NONE, Optional.empty(), List.of()))
        .toList();
  }

  private static Organization acme() {
    return new Organization(
        "acme", 1, OrganizationType.MANAGED, "Acme", Role.READ, LimitSettings.STRICT,
        new HandleSettings("acme", HandleSettings.WhenTaken.NUMBER), SessionSettings.DEFAULT,
        SignInSettings.DEFAULT, RoleSettings.NONE, LeaverSettings.DEFAULT, CredentialSettings.DEFAULT, LastAdmin.ACCEPT, Enforcement.GLOBAL,
        StalenessSettings.DEFAULT, resourceGroups(), Optional.empty(), Optional.empty(), NOW, NOW);
  }
}
