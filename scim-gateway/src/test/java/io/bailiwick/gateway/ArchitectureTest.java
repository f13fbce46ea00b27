package io.bailiwick.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static io.bailiwick.architecture.Rooms.violates;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.bailiwick.architecture.PureRules;
import io.bailiwick.architecture.Rooms;
import io.bailiwick.gateway.administration.PlantedResource;
import io.bailiwick.gateway.database.PlantedTable;
import io.bailiwick.gateway.directory.AccountHandles;
import io.bailiwick.gateway.directory.Identities;
import io.bailiwick.gateway.directory.rules.Planted;
import io.bailiwick.gateway.organizations.Invitations;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.schema.sql.ResourceTable;
import io.bailiwick.gateway.scim.log.Mask;
import io.bailiwick.gateway.scim.log.ScimRequest;
import io.bailiwick.gateway.scim.token.ScimToken;
import io.bailiwick.gateway.signin.SessionTable;
import io.bailiwick.service.StrictQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.persistence.Entity;
import org.junit.jupiter.api.Test;

/** The rooms of the gateway and what each may import, as the table of ARCHITECTURE.md says. */
class ArchitectureTest {
  private static final Rooms ROOMS =
      Rooms.listed("io.bailiwick.gateway", "The rooms of the gateway");

  private static final ArchRule RULES_ARE_PURE =
      PureRules.in(
          "..gateway.directory.rules..",
          "..gateway.leavers.rules..",
          "..gateway.signin.rules..",
          "..gateway.scim.message..",
          "..gateway.schema",
          "..gateway.schema.filter..",
          "..gateway.schema.patch..",
          "..gateway.schema.query..");

  private static final ArchRule SINGLE_RULES_ARE_PURE =
      PureRules.of(
          belongToAnyOf(Mask.class, ScimRequest.class, ScimToken.class)
              .or(simpleNameEndingWith("BulkPlan"))
              .or(simpleNameEndingWith("BulkRequest")));

  /**
   * Five tables are read in transactions of other rooms, and one is what they have in common; all
   * else of a table stays in its room.
   */
  private static final ArchRule ROWS_AND_TABLES_STAY_IN_THEIR_ROOM =
      classes()
          .that(
              simpleNameEndingWith("Row")
                  .or(simpleNameEndingWith("Table"))
                  .or(assignableTo(PanacheRepositoryBase.class))
                  .or(annotatedAsEntity())
                  .and(
                      not(
                          belongToAnyOf(
                              Identities.class,
                              AccountHandles.class,
                              Organizations.class,
                              Invitations.class,
                              SessionTable.class,
                              ResourceTable.class))))
          .should()
          .bePackagePrivate();

  private static final ArchRule ADMINISTRATION_REFUSES_UNKNOWN_PARAMETERS =
      classes()
          .that()
          .resideInAPackage("..gateway.administration..")
          .and()
          .areAnnotatedWith(jakarta.ws.rs.Path.class)
          .should()
          .beAnnotatedWith(StrictQuery.class);

  private static final JavaClasses MAIN = ROOMS.classes();

  private static DescribedPredicate<JavaClass> annotatedAsEntity() {
    return DescribedPredicate.describe("entities", type -> type.isAnnotatedWith(Entity.class));
  }

  @Test
  void holds() {
    RULES_ARE_PURE.check(MAIN);
    SINGLE_RULES_ARE_PURE.check(MAIN);
    ROOMS.noCircles().check(MAIN);
    ROWS_AND_TABLES_STAY_IN_THEIR_ROOM.check(MAIN);
    ADMINISTRATION_REFUSES_UNKNOWN_PARAMETERS.check(MAIN);
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
    assertThat(violates(PureRules.of(belongToAnyOf(Planted.class)), Planted.class)).isTrue();
    assertThat(violates(ROOMS.noCircles(), PlantedTable.class, PlantedResource.class)).isTrue();
    assertThat(violates(ROOMS.imports("database"), PlantedTable.class)).isTrue();
    assertThat(violates(ROOMS.imports("administration"), PlantedResource.class)).isTrue();
    assertThat(violates(ROWS_AND_TABLES_STAY_IN_THEIR_ROOM, PlantedTable.class)).isTrue();
    assertThat(violates(ADMINISTRATION_REFUSES_UNKNOWN_PARAMETERS, PlantedResource.class)).isTrue();
  }
}
