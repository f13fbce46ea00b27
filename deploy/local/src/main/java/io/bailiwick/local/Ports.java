package io.bailiwick.local;

import io.bailiwick.embedded.FreePorts;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ports of a run, all on loopback.
 *
 * @param all one port for each of {@link #NAMES}, in their order
 */
record Ports(List<Integer> all) {
  private static final List<String> NAMES =
      List.of(
          "scim-gateway",
          "provisioning-worker",
          "policy-enforcer",
          "token issuer",
          "PostgreSQL",
          "Kafka",
          "Kafka controller",
          "identity provider",
          "identity provider's management",
          "example platform",
          "nginx",
          "scim-gateway's management",
          "provisioning-worker's management",
          "policy-enforcer's management",
          "second scim-gateway's management",
          "second provisioning-worker's management",
          "second policy-enforcer's management",
          "first scim-gateway",
          "first provisioning-worker",
          "first policy-enforcer",
          "second scim-gateway",
          "second provisioning-worker",
          "second policy-enforcer");

  /** The number of ports of a run. */
  static final int COUNT = 23;

  /** The most processes of one service. */
  static final int REPLICAS = 2;

  /**
   * Returns the ports of an option.
   *
   * @param option the first of {@link #COUNT} ports in a row, or {@code auto} for free ones
   * @throws IllegalArgumentException naming the port that is taken
   */
  static Ports of(String option) {
    if (option.equals("auto")) {
      return new Ports(FreePorts.take(COUNT));
    }
    int first;
    try {
      first = Integer.parseInt(option);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--ports takes a number or auto, not " + option, e);
    }
    if (first < 1024 || first > 65535 - COUNT) {
      throw new IllegalArgumentException("--ports takes a number from 1024 to " + (65535 - COUNT));
    }
    for (int i = 0; i < COUNT; i++) {
      if (!FreePorts.isFree(first + i)) {
        throw new IllegalArgumentException(
            "port "
                + (first + i)
                + " ("
                + NAMES.get(i)
                + ") is taken by another process. Choose others: --ports auto");
      }
    }
    return new Ports(IntStream.range(first, first + COUNT).boxed().toList());
  }

  private int named(String name) {
    return all.get(NAMES.indexOf(name));
  }

  int gateway() {
    return service("scim-gateway");
  }

  int enforcer() {
    return service("policy-enforcer");
  }

  /** Returns the port at which a service is called: its own, or that of its load balancer. */
  int service(String name) {
    return named(name);
  }

  /** Returns the port of a process behind the load balancer, counted from 1. */
  int replica(String service, int number) {
    return named((number == 1 ? "first " : "second ") + service);
  }

  /** Returns the port of the health and metrics of a process of a service, counted from 1. */
  int management(String service, int number) {
    return named((number == 1 ? "" : "second ") + service + "'s management");
  }

  int issuer() {
    return named("token issuer");
  }

  int postgres() {
    return named("PostgreSQL");
  }

  int kafka() {
    return named("Kafka");
  }

  int controller() {
    return named("Kafka controller");
  }

  int identityProvider() {
    return named("identity provider");
  }

  int identityProviderManagement() {
    return management("identity provider", 1);
  }

  int example() {
    return named("example platform");
  }

  int edge() {
    return named("nginx");
  }
}
