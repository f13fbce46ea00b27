package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * How long the gateway's own part of a sign-in takes, the provider answering at once: not run with
 * the tests, see docs/performance.md.
 */
@GatewayTest
class SignInBenchmark {
  private static final int WARM_UP = 400;
  private static final int ROUNDS = 500;

  @Test
  void callbackToSession() {
    try (Connected acme = Connected.make("acme")) {
      signIns(acme, WARM_UP, round -> person("warm", round / 2));
      long[] first = signIns(acme, ROUNDS, round -> person("p", round));
      long[] again = signIns(acme, ROUNDS, round -> person("p", round));
      System.out.println("a request that only reads memory:         " + shown(trivial()));
      System.out.println("callback -> session, a first sign-in:     " + shown(first));
      System.out.println("callback -> session, somebody known:      " + shown(again));
    }
  }

  private static ObjectNode person(String prefix, int number) {
    return ScriptedIdp.person(prefix + number, prefix + number);
  }

  /** Nanoseconds from the browser's request to the answer with the session's cookie, sorted. */
  private static long[] signIns(Connected acme, int count, IntFunction<ObjectNode> who) {
    long[] times = new long[count];
    for (int round = 0; round < count; round++) {
      Browser browser = new Browser();
      URI authorization = browser.begin(acme.id());
      String code = acme.idp().code(authorization, who.apply(round));
      long began = System.nanoTime();
      browser.back(acme.id(), authorization, code);
      times[round] = System.nanoTime() - began;
      assertThat(browser.hasSession()).isTrue();
    }
    Arrays.sort(times);
    return times;
  }

  /** What the measuring itself costs. */
  private static long[] trivial() {
    long[] times = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      Browser browser = new Browser();
      long began = System.nanoTime();
      browser.get("/assets/bailiwick.css").then().statusCode(200);
      times[round] = System.nanoTime() - began;
    }
    Arrays.sort(times);
    return times;
  }

  private static String shown(long[] sorted) {
    return "p50 %.1f ms, p99 %.1f ms, max %.1f ms of %d"
        .formatted(
            sorted[sorted.length / 2] / 1e6,
            sorted[sorted.length * 99 / 100] / 1e6,
            sorted[sorted.length - 1] / 1e6,
            sorted.length);
  }
}
