package io.bailiwick.local;

import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Histories of joiners, movers, leavers and groups give what a naive model says. */
@Order(3)
@ExtendWith(SharedSystem.class)
class HistoriesIT {
  private static final long FIXED = 17;
  private static final int MOVES = 48;

  @Test
  void aHistoryOfBeforeIsAsTheModelSays() throws Exception {
    new RandomHistory(FIXED).play(MOVES);
  }

  @Test
  void aNewHistoryIsAsTheModelSays() throws Exception {
    new RandomHistory(Long.getLong("bailiwick.test.seed", new Random().nextLong())).play(MOVES);
  }
}
