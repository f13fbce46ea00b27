package io.bailiwick.local;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run starts, and where.
 *
 * @param ports the first of {@link Ports#COUNT} ports in a row, or {@code auto} for free ones
 * @param data the folder of its data; if there is none, a folder that is deleted at the end
 * @param withIdp whether there is an identity provider to which the organizations are connected
 * @param replicas the number of processes of each service: 1, or 2 behind a load balancer
 */
record UpOptions(String ports, Optional<Path> data, boolean withIdp, int replicas) {

  UpOptions {
    if (replicas < 1 || replicas > Ports.REPLICAS) {
      throw new IllegalArgumentException("--replicas takes 1 or " + Ports.REPLICAS);
    }
  }

  /** Returns the options of a system on free ports, with one process of each service. */
  static UpOptions of(Optional<Path> data) {
    return new UpOptions("auto", data, false, 1);
  }

  UpOptions withIdp(boolean wanted) {
    return new UpOptions(ports, data, wanted, replicas);
  }

  UpOptions withReplicas(int number) {
    return new UpOptions(ports, data, withIdp, number);
  }
}
