package io.bailiwick.enforcer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.bailiwick.architecture.PureRules;
import org.junit.jupiter.api.Test;

/** Rules know no framework, no clock, no I/O; what is inside does not know what is outside. */
class ArchitectureTest {
  private static final String[] RULES = {"..enforcer.decision.."};

  private static final ArchRule RULES_ARE_PURE = PureRules.in(RULES);

  private static final ArchRule DECISIONS_KNOW_NOTHING_OF_WHERE_FACTS_COME_FROM =
      noClasses()
          .that()
          .resideInAnyPackage("..enforcer.decision..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..enforcer.projection..", "..enforcer.kafka..", "..enforcer.authzen..");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.bailiwick.enforcer");

  @Test
  void holds() {
    RULES_ARE_PURE.check(MAIN);
    DECISIONS_KNOW_NOTHING_OF_WHERE_FACTS_COME_FROM.check(MAIN);
  }

  /** The rule sees a violation when there is one. */
  @Test
  void noticesAPlantedViolation() {
    JavaClasses planted =
        new ClassFileImporter().importClasses(io.bailiwick.enforcer.decision.Planted.class);
    assertThat(RULES_ARE_PURE.evaluate(planted).hasViolation()).isTrue();
  }
}
