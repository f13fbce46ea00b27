package io.bailiwick.worker.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule I8. */
class HandleTest {

  @ParameterizedTest
  @CsvSource({
    "jdoe, jdoe-acme",
    "J.Doe@acme.example, j-doe-acme",
    "José.García@x, jose-garcia-acme",
    "__a__b__, a-b-acme",
    "約翰, user-acme",
    "@x, x-acme",
    "12345, 12345-acme",
    "a-very-long-name-that-goes-on-and-on-and-on@x, a-very-long-name-that-goes-on-acme"
  })
  void isMadeOfTheUserName(String userName, String handle) {
    assertThat(Handle.stem(userName, "acme")).isEqualTo(handle);
  }

  @Test
  void alwaysHasItsForm() {
    long seed = 11;
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int n = random.nextInt(60); n >= 0; n--) {
        name.appendCodePoint(random.nextInt(0x3000));
      }
      String handle = Handle.numbered(Handle.stem(name.toString(), "an-organization-name"), 99999);
      assertThat(handle)
          .matches("[a-z0-9]+(-[a-z0-9]+)*")
          .hasSizeBetween(2, Handle.LONGEST)
          .doesNotMatch("[0-9]+")
          .doesNotMatch("[0-9a-f]{24}");
    }
  }

  @Test
  void namesakesGetTheLowestFreeNumbers() {
    HandleRound round = HandleRound.first(Map.of("id1", "jdoe-acme"), true);
    assertThat(round.candidates())
        .containsExactly("jdoe-acme", "jdoe-acme-2", "jdoe-acme-3", "jdoe-acme-4");
    assertThat(round.give(Set.of("jdoe-acme", "jdoe-acme-3")).given())
        .containsEntry("id1", "jdoe-acme-2");
  }

  @Test
  void manyNamesakesAtOnceGetDifferentHandles() {
    Map<String, String> wanted = new java.util.LinkedHashMap<>();
    for (int i = 0; i < 40; i++) {
      wanted.put("id" + i, "jdoe-acme");
    }
    Set<String> given = new java.util.HashSet<>();
    HandleRound round = HandleRound.first(wanted, true);
    while (!round.wanted().isEmpty()) {
      HandleRound.Result result = round.give(given);
      given.addAll(result.given().values());
      round = result.next();
    }
    assertThat(given).hasSize(40).contains("jdoe-acme", "jdoe-acme-40");
  }

  /** The twenty-thousandth jdoe is looked for among a few handles, not among all of them. */
  @Test
  void thousandsOfNamesakesCostNoMoreThanAFew() {
    Set<String> taken = new java.util.HashSet<>();
    for (int n = 1; n <= 20_000; n++) {
      taken.add(Handle.numbered("jdoe-acme", n));
    }
    HandleRound round = HandleRound.first(Map.of("id1", "jdoe-acme"), true);
    int candidates = 0;
    String given = "";
    while (!round.wanted().isEmpty()) {
      candidates += round.candidates().size();
      HandleRound.Result result = round.give(taken);
      given = result.given().getOrDefault("id1", given);
      round = result.next();
    }
    assertThat(candidates).isLessThan(1000);
    assertThat(given).startsWith("jdoe-acme-").isNotIn(taken);
  }

  @Test
  void whoFindsNoneInTheEndHasNone() {
    Set<String> taken = new java.util.HashSet<>();
    for (int n = 1; n <= 99_999; n++) {
      taken.add(Handle.numbered("jdoe-acme", n));
    }
    HandleRound round = HandleRound.first(Map.of("id1", "jdoe-acme"), true);
    while (!round.wanted().isEmpty()) {
      HandleRound.Result result = round.give(taken);
      assertThat(result.given()).isEmpty();
      round = result.next();
    }
  }

  @Test
  void whereNumbersAreNotWantedATakenOneIsNotGiven() {
    HandleRound.Result result =
        HandleRound.first(Map.of("id1", "jdoe-acme"), false).give(Set.of("jdoe-acme"));
    assertThat(result.given()).isEmpty();
  }
}
