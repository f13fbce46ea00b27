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
          "policy-enforcer's management");

  /** The number of ports of a run. */
  static final int COUNT = 14;

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

  private int of(String name, String suffix) {
    return all.get(NAMES.indexOf(name + suffix));
  }

  int gateway() {
    return service("scim-gateway");
  }

  int enforcer() {
    return service("policy-enforcer");
  }

  /** Returns the port of a service, by its module's name. */
  int service(String name) {
    return of(name, "");
  }

  /** Returns the port of a service's health and metrics. */
  int management(String service) {
    return of(service, "'s management");
  }

  int issuer() {
    return of("token issuer", "");
  }

  int postgres() {
    return of("PostgreSQL", "");
  }

  int kafka() {
    return of("Kafka", "");
  }

  int controller() {
    return of("Kafka controller", "");
  }

  int identityProvider() {
    return of("identity provider", "");
  }

  int identityProviderManagement() {
    return management("identity provider");
  }

  int example() {
    return of("example platform", "");
  }

  int edge() {
    return of("nginx", "");
  }
}
