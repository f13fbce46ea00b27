package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The worker is killed with kill -9 at named points of the path of an event. Locks in its database
 * and a broker that is stopped hold each point from outside, so the worker has no code for it.
 */
@Order(5)
@ExtendWith(SharedSystem.class)
class WorkerKillsIT {

  /** The worker has the event, and its transaction has read nothing. */
  @Test
  void afterConsume() throws Exception {
    try (WorkerKill kill = new WorkerKill()) {
      kill.holdAtFirstStatement();
      String held = kill.createHeld();
      kill.killWorker();
      kill.letGo();
      kill.assertEachOnce(held);
    }
  }

  /** Account and ledger are written, and the event of the account is not. */
  @Test
  void beforeCommit() throws Exception {
    try (WorkerKill kill = new WorkerKill()) {
      kill.holdAtLastStatement();
      String held = kill.createHeld();
      kill.assertLedgerWritten();
      kill.killWorker();
      kill.letGo();
      assertThat(kill.ledger(held)).isEmpty();
      kill.assertEachOnce(held);
    }
  }

  /** The ledger has the event, and Kafka never gets the offset. */
  @Test
  void afterCommitBeforeOffset() throws Exception {
    try (WorkerKill kill = new WorkerKill()) {
      kill.holdAtFirstStatement();
      String held = kill.createHeld();
      try (StoppedProcesses kafka = StoppedProcesses.of("kafka")) {
        kill.letGo();
        Awaitility.await()
            .atMost(RunningSystem.PATIENCE)
            .untilAsserted(() -> assertThat(kill.ledger(held)).containsExactly(1L));
        kill.killWorker();
        // The offset may wait in the broker's connection, and is lost with the broker.
        kafka.kill();
      }
      kill.assertEachOnce(held);
    }
  }
}
