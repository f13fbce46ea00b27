package io.bailiwick.enforcer;

import static io.bailiwick.architecture.Rooms.violates;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.bailiwick.architecture.PureRules;
import io.bailiwick.architecture.Rooms;
import io.bailiwick.enforcer.authzen.PlantedResource;
import io.bailiwick.enforcer.check.PlantedCheck;
import io.bailiwick.enforcer.decision.Planted;
import org.junit.jupiter.api.Test;

/** The rooms of the enforcer, as ARCHITECTURE.md lists them, and what each may import. */
class ArchitectureTest {
  private static final Rooms ROOMS =
      Rooms.listed("io.bailiwick.enforcer", "The rooms of the enforcer");

  private static final ArchRule RULES_ARE_PURE =
      PureRules.in("..enforcer.decision..", "..edge.routes..");

  private static final JavaClasses MAIN = ROOMS.classes();

  @Test
  void holds() {
    RULES_ARE_PURE.check(MAIN);
    ROOMS.noCircles().check(MAIN);
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
    assertThat(violates(ROOMS.imports("check"), PlantedCheck.class)).isTrue();
    assertThat(violates(ROOMS.noCircles(), PlantedCheck.class, PlantedResource.class)).isTrue();
  }
}
