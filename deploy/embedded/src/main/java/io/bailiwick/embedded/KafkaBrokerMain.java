package io.bailiwick.embedded;

import java.io.PrintStream;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** The main class of the broker's process: formats its storage once, then runs the broker. */
final class KafkaBrokerMain {
  private static final String CLUSTER_ID = "YmFpbGl3aWNrLWxvY2FsMQ";

  private KafkaBrokerMain() {}

  /** Runs a broker; the only argument is the path of its properties file. */
  public static void main(String[] args) {
    String properties = args[0];
    PrintStream out = System.out;
    int status =
        StorageTool.execute(
            new String[] {
              "format", "--ignore-formatted", "--cluster-id", CLUSTER_ID, "--config", properties
            },
            out);
    if (status != 0) {
      System.exit(status);
    }
    Kafka.main(new String[] {properties});
  }
}
