package io.bailiwick.worker;

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
  private static final String[] RULES = {"..worker.planning.."};

  private static final ArchRule RULES_ARE_PURE = PureRules.in(RULES);

  private static final ArchRule PROTOCOLS_DO_NOT_REACH_THE_TOPICS =
      noClasses()
          .that()
          .resideInAnyPackage("..worker.accounts..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..worker.kafka..");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.bailiwick.worker");

  @Test
  void holds() {
    RULES_ARE_PURE.check(MAIN);
    PROTOCOLS_DO_NOT_REACH_THE_TOPICS.check(MAIN);
  }

  /** The rule sees a violation when there is one. */
  @Test
  void noticesAPlantedViolation() {
    JavaClasses planted =
        new ClassFileImporter().importClasses(io.bailiwick.worker.planning.Planted.class);
    assertThat(RULES_ARE_PURE.evaluate(planted).hasViolation()).isTrue();
  }
}
