package io.bailiwick.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A single-node Kafka broker (KRaft) as a process of its own. */
public final class KafkaBroker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Process process;
  private final int port;

  private KafkaBroker(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a broker and waits until it accepts connections.
   *
   * @param data its directory; a broker that was stopped or killed continues from it
   * @param port the port on loopback
   * @param controllerPort the port of its controller on loopback
   * @param log the file for its output
   */
  public static KafkaBroker start(Path data, int port, int controllerPort, Path log) {
    try {
      Files.createDirectories(data);
      Path properties = data.resolve("server.properties");
      Files.writeString(properties, properties(data.resolve("log"), port, controllerPort));
      Process process =
          new ProcessBuilder(command(properties))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
      KafkaBroker broker = new KafkaBroker(process, port);
      try {
        broker.awaitPort(log);
        return broker;
      } catch (RuntimeException e) {
        process.destroyForcibly();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka did not start, see " + log, e);
    }
  }

  private static List<String> command(Path properties) {
    return List.of(
        // Ctrl-C reaches every process of a terminal; the broker stops after its writers.
        "sh",
        "-c",
        "trap '' INT; exec \"$@\"",
        "sh",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xms64m",
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        KafkaBrokerMain.class.getName(),
        properties.toString());
  }

  /**
   * Returns the configuration. A killed broker returns after the session of its predecessor has
   * timed out.
   */
  private static String properties(Path log, int port, int controllerPort) {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$d
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
    controller.listener.names=CONTROLLER
    log.dirs=%3$s
    auto.create.topics.enable=false
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=1
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    transaction.state.log.num.partitions=1
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    share.coordinator.state.topic.num.partitions=1
    group.initial.rebalance.delay.ms=0
    broker.session.timeout.ms=4000
    broker.heartbeat.interval.ms=1000
    num.network.threads=2
    num.io.threads=2
    background.threads=2
    log.cleaner.dedupe.buffer.size=2097152
    """
        .formatted(port, controllerPort, log);
  }

  private void awaitPort(Path log) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      if (!process.isAlive()) {
        throw new IllegalStateException("Kafka ended at once, see " + log);
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        return;
      } catch (IOException notYet) {
        pause();
      }
    }
    throw new IllegalStateException("Kafka did not open its port in time, see " + log);
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka starts", e);
    }
  }

  /** Returns the address for clients. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Returns the broker's process, for tests that watch or kill it. */
  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(Duration.ofSeconds(20))) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
