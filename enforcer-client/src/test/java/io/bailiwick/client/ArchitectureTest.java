package io.bailiwick.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** A service can use the client with any framework: it depends on the JDK and Jackson alone. */
class ArchitectureTest {
  private static final ArchRule NO_FRAMEWORK =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.net.ssl..",
              "com.fasterxml.jackson..",
              "org.jspecify..",
              "io.bailiwick.client",
              "io.bailiwick.json",
              "io.bailiwick.model");

  @Test
  void holds() {
    NO_FRAMEWORK.check(
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.bailiwick.client"));
  }

  /** This very test depends on more, and the rule sees it. */
  @Test
  void noticesAViolation() {
    JavaClasses planted = new ClassFileImporter().importClasses(ArchitectureTest.class);
    assertThat(NO_FRAMEWORK.evaluate(planted).hasViolation()).isTrue();
  }
}
