package io.bailiwick.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static io.bailiwick.architecture.Rooms.violates;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.bailiwick.architecture.PureRules;
import io.bailiwick.architecture.Rooms;
import io.bailiwick.worker.accounts.PlantedResource;
import io.bailiwick.worker.database.PlantedTable;
import io.bailiwick.worker.planning.Planted;
import org.junit.jupiter.api.Test;

/** The rooms of the worker, as ARCHITECTURE.md lists them, and what each may import. */
class ArchitectureTest {
  private static final Rooms ROOMS = Rooms.listed("io.bailiwick.worker", "The rooms of the worker");

  private static final ArchRule RULES_ARE_PURE = PureRules.in("..worker.planning..");

  private static final ArchRule ROWS_AND_TABLES_STAY_IN_THEIR_ROOM =
      classes()
          .that(simpleNameEndingWith("Row").or(simpleNameEndingWith("Table")))
          .should()
          .bePackagePrivate();

  private static final JavaClasses MAIN = ROOMS.classes();

  @Test
  void holds() {
    RULES_ARE_PURE.check(MAIN);
    ROOMS.noCircles().check(MAIN);
    ROWS_AND_TABLES_STAY_IN_THEIR_ROOM.check(MAIN);
    assertAll(ROOMS.imports().stream().map(rule -> () -> rule.check(MAIN)));
  }

  /** A new room has to be listed, and a room that is gone must not stay in the list. */
  @Test
  void everyRoomIsListed() {
    assertThat(ROOMS.of(MAIN)).isEqualTo(ROOMS.mayImport().keySet());
  }

  /** Each rule sees a violation when there is one. */
  @Test
  void noticesPlantedViolations() {
    assertThat(violates(RULES_ARE_PURE, Planted.class)).isTrue();
    assertThat(violates(ROOMS.imports("database"), PlantedTable.class)).isTrue();
    assertThat(violates(ROOMS.noCircles(), PlantedTable.class, PlantedResource.class)).isTrue();
    assertThat(violates(ROWS_AND_TABLES_STAY_IN_THEIR_ROOM, PlantedTable.class)).isTrue();
  }
}
