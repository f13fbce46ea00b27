package io.bailiwick.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.bailiwick.architecture.PureRules;
import io.bailiwick.service.StrictQuery;
import jakarta.ws.rs.Path;
import org.junit.jupiter.api.Test;

/** Rules know no framework, no clock, no I/O; what is inside does not know what is outside. */
class ArchitectureTest {
  private static final String[] RULES = {
    "..gateway.directory..",
    "..gateway.scim.bulk..",
    "..gateway.scim.filter..",
    "..gateway.scim.log..",
    "..gateway.scim.patch..",
    "..gateway.scim.query..",
    "..gateway.scim.schema..",
    "..gateway.signin..",
    "..gateway.token.."
  };

  private static final ArchRule RULES_ARE_PURE = PureRules.in(RULES);

  private static final ArchRule ROWS_STAY_INSIDE =
      noClasses()
          .that()
          .resideOutsideOfPackage("..gateway.postgres..")
          .should()
          .dependOnClassesThat()
          .haveSimpleNameEndingWith("Row");

  private static final ArchRule THE_DATABASE_KNOWS_NO_HTTP =
      noClasses()
          .that()
          .resideInAnyPackage("..gateway.postgres..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..gateway.administration..");

  private static final ArchRule ADMINISTRATION_REFUSES_UNKNOWN_PARAMETERS =
      classes()
          .that()
          .resideInAPackage("..gateway.administration..")
          .and()
          .areAnnotatedWith(Path.class)
          .should()
          .beAnnotatedWith(StrictQuery.class);

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.bailiwick.gateway");

  @Test
  void holds() {
    RULES_ARE_PURE.check(MAIN);
    ROWS_STAY_INSIDE.check(MAIN);
    THE_DATABASE_KNOWS_NO_HTTP.check(MAIN);
    ADMINISTRATION_REFUSES_UNKNOWN_PARAMETERS.check(MAIN);
  }

  /** The rule sees a violation when there is one. */
  @Test
  void noticesAPlantedViolation() {
    JavaClasses planted =
        new ClassFileImporter().importClasses(io.bailiwick.gateway.directory.Planted.class);
    assertThat(RULES_ARE_PURE.evaluate(planted).hasViolation()).isTrue();
  }
}
