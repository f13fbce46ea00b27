package io.bailiwick.event;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** What everyone shares depends on the JDK and Jackson alone. */
class ArchitectureTest {
  private static final ArchRule JDK_AND_JACKSON_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "com.fasterxml.jackson..", "org.jspecify..", "io.bailiwick..");

  @Test
  void holds() {
    JDK_AND_JACKSON_ONLY.check(
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.bailiwick"));
  }

  /** This very test depends on more, and the rule sees it. */
  @Test
  void noticesAViolation() {
    JavaClasses planted = new ClassFileImporter().importClasses(ArchitectureTest.class);
    assertThat(JDK_AND_JACKSON_ONLY.evaluate(planted).hasViolation()).isTrue();
  }
}
