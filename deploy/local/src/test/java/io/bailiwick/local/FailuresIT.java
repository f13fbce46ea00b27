package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.acme;
import static io.bailiwick.local.RunningSystem.awaitMayRead;
import static io.bailiwick.local.RunningSystem.kill;
import static io.bailiwick.local.RunningSystem.mayRead;
import static io.bailiwick.local.RunningSystem.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.check.Caller;
import io.bailiwick.check.EntraDialect;
import io.bailiwick.check.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole system while its processes are killed with kill -9, or hang. */
@Order(5)
@ExtendWith(SharedSystem.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailuresIT {

  @Test
  @Order(1)
  void withoutKafkaWritesAreAcceptedAndComeThroughLater() throws Exception {
    String jane = push(5001);
    awaitMayRead(jane);
    var topics = KafkaTopics.ids(SharedSystem.data());
    kill("kafka");
    String john = push(5002);
    new EntraDialect(acme()).leave(jane, Person.of("acme", "test", 5001));
    assertThat(acme().get("/Users/" + john).status()).isEqualTo(200);
    Awaitility.await().atMost(PATIENCE).until(() -> !mayRead(jane));
    awaitMayRead(john);
    assertThat(topics).isNotEmpty();
    assertThat(KafkaTopics.ids(SharedSystem.data())).containsAllEntriesOf(topics);
  }

  /** The acknowledged deactivation reaches the enforcer by the gateway's feed. */
  @Test
  @Order(1)
  void withoutKafkaADeactivationIsEnforcedAtOnce() throws Exception {
    BrokerlessLeavers leavers = new BrokerlessLeavers();
    leavers.prepare(8);
    leavers.play();
  }

  @Test
  @Order(2)
  void withoutPostgresWritesAnswer503AndNothingIsHalfDone() throws Exception {
    String jane = push(5003);
    awaitMayRead(jane);
    kill("postgres");
    Set<Integer> statuses = new TreeSet<>();
    List<String> acknowledged = new ArrayList<>();
    for (int number = 5100; !statuses.contains(201) || !statuses.contains(503); number++) {
      String name = "late" + number;
      Caller.Answer answer = acme().post("/Users", Map.of("userName", name));
      statuses.add(answer.status());
      if (answer.status() == 201) {
        acknowledged.add(answer.body().get("id").textValue());
      }
      assertThat(number).as("503 and then 201, but saw %s", statuses).isLessThan(5100 + 3000);
      Thread.sleep(10);
    }
    assertThat(statuses).containsExactly(201, 503);
    assertThat(mayRead(jane)).isTrue();
    awaitMayRead(acknowledged.getLast());
  }

  /** Broker and database hang, as behind a broken network. */
  @Test
  @Order(3)
  void theEnforcerDecidesOnItsOwn() throws Exception {
    Outage outage = new Outage(Duration.ofSeconds(8));
    outage.prepare(6);
    outage.play();
    outage.recover();
  }

  /** Of so few kills no promise follows; {@link PromisesIT} makes hundreds. */
  @Test
  @Order(4)
  void whatIsKilledUnderLoadLosesNothing() throws Exception {
    Kills kills = new Kills(40);
    kills.play(
        Kills.VICTIMS.stream().map(Fault::kill).toList(),
        Collections.nCopies(6, Duration.ofMillis(1500)));
    kills.assertNothingLost();
  }
}
