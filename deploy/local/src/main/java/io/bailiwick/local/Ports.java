package io.bailiwick.local;

import io.bailiwick.embedded.FreePorts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The ports of a run, all on loopback. */
record Ports(
    int gateway,
    int worker,
    int enforcer,
    int issuer,
    int postgres,
    int kafka,
    int controller,
    int identityProvider,
    int identityProviderManagement,
    int example,
    int edge) {
  private static final int COUNT = 11;

  /**
   * Returns the ports of an option.
   *
   * @param option the first of eleven ports in a row, or {@code auto} for free ones
   * @throws IllegalArgumentException naming the port that is taken
   */
  static Ports of(String option) {
    if (option.equals("auto")) {
      return of(FreePorts.take(COUNT));
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
    Ports ports = of(IntStream.range(first, first + COUNT).boxed().toList());
    ports
        .named()
        .forEach(
            (name, port) -> {
              if (!FreePorts.isFree(port)) {
                throw new IllegalArgumentException(
                    "port "
                        + port
                        + " ("
                        + name
                        + ") is taken by another process. Choose others: --ports auto");
              }
            });
    return ports;
  }

  private static Ports of(List<Integer> ports) {
    return new Ports(
        ports.get(0),
        ports.get(1),
        ports.get(2),
        ports.get(3),
        ports.get(4),
        ports.get(5),
        ports.get(6),
        ports.get(7),
        ports.get(8),
        ports.get(9),
        ports.get(10));
  }

  private Map<String, Integer> named() {
    Map<String, Integer> named = new LinkedHashMap<>();
    named.put("scim-gateway", gateway);
    named.put("provisioning-worker", worker);
    named.put("policy-enforcer", enforcer);
    named.put("token issuer", issuer);
    named.put("PostgreSQL", postgres);
    named.put("Kafka", kafka);
    named.put("Kafka controller", controller);
    named.put("identity provider", identityProvider);
    named.put("identity provider's management", identityProviderManagement);
    named.put("example platform", example);
    named.put("nginx", edge);
    return named;
  }
}
