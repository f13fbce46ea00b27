package io.bailiwick.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Finds free ports on loopback. */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int LAST = 31_999;

  private FreePorts() {}

  /**
   * Returns different ports that are free at this moment. They are below the range that systems use
   * for outgoing connections, of which tests have many. So no such connection can take one of them
   * before its server does.
   */
  public static List<Integer> take(int count) {
    List<Integer> ports =
        ThreadLocalRandom.current()
            .ints(LAST - FIRST, FIRST, LAST + 1)
            .distinct()
            .filter(FreePorts::isFree)
            .limit(count)
            .boxed()
            .toList();
    if (ports.size() < count) {
      throw new IllegalStateException(
          "%d free ports between %d and %d are needed; %d were found"
              .formatted(count, FIRST, LAST, ports.size()));
    }
    return ports;
  }

  /** Returns whether no process listens on a port. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
