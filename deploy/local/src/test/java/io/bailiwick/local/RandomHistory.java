package io.bailiwick.local;

import io.bailiwick.check.Caller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random history of two organizations, which have the same names, played through the whole system
 * and beside it through the model. The seed gives the same requests again.
 */
final class RandomHistory {
  /** The moves between two comparisons. */
  private static final int TO_COMPARE = 8;

  private final long seed;
  private final Random random;
  private final List<String> written = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();

  RandomHistory(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Plays a number of moves; a failure shows the seed and the requests so far. */
  void play(int moves) throws IOException, InterruptedException {
    System.out.printf("History: seed %d%n", seed);
    try {
      String run = Long.toString(System.currentTimeMillis(), 36);
      places.add(place("one" + run));
      places.add(place("two" + run));
      for (int move = 1; move <= moves; move++) {
        Place place = places.get(random.nextInt(places.size()));
        if (random.nextInt(5) < 3) {
          place.moves.move();
        } else {
          place.settings.change();
        }
        if (move % TO_COMPARE == 0) {
          places.getFirst().comparison.compare(places.getLast().model.id);
          places.getLast().comparison.compare(places.getFirst().model.id);
        }
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "-Dbailiwick.test.seed=%d plays it again:%n%s%n%s"
              .formatted(seed, String.join("\n", written), e.getMessage()),
          e);
    }
  }

  private Place place(String id) throws IOException, InterruptedException {
    Caller operator = RunningSystem.operator();
    operator.post("/organizations", Map.of("id", id)).expect(201);
    String path = "/organizations/" + id;
    String token =
        operator.post(path + "/scim-tokens", Map.of()).expect(201).body().get("token").textValue();
    String gateway = RunningSystem.state().gateway();
    Caller scim = Caller.scim(gateway + "/scim/v2/" + id, token);
    Caller administrator = Caller.json(gateway + path, RunningSystem.state().operatorToken());
    String name = places.isEmpty() ? "one" : "two";
    NaiveOrganization model = new NaiveOrganization(id);
    return new Place(
        model,
        new RandomMoves(model, random, new Requests(scim, name, written)),
        new RandomSettings(model, random, new Requests(administrator, name, written)),
        new ModelComparison(model, scim));
  }

  private record Place(
      NaiveOrganization model,
      RandomMoves moves,
      RandomSettings settings,
      ModelComparison comparison) {}
}
