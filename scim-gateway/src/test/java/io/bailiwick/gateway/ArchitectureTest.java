package io.bailiwick.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.bailiwick.architecture.PureRules;
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
import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rooms of the gateway, as ARCHITECTURE.md lists them, and what each may import. */
class ArchitectureTest {
  private static final String ROOT = "io.bailiwick.gateway";

  /** What each room may import of the others; the root, which starts the service, may all. */
  private static final Map<String, String> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("schema", ""),
          Map.entry("schema.filter", "schema"),
          Map.entry("schema.patch", "schema schema.filter"),
          Map.entry("schema.query", "schema schema.filter"),
          Map.entry("secrets", ""),
          Map.entry("database", "schema"),
          Map.entry("schema.sql", "schema schema.filter schema.query database"),
          Map.entry("keys", "secrets"),
          Map.entry("organizations", "database schema"),
          Map.entry("directory.rules", "schema schema.filter schema.patch"),
          Map.entry(
              "directory",
              "directory.rules organizations schema schema.query schema.sql database secrets"),
          Map.entry("signin.rules", ""),
          Map.entry("signin.oidc", "signin.rules keys secrets"),
          Map.entry(
              "signin",
              "signin.rules signin.oidc directory directory.rules organizations database secrets"),
          Map.entry("pages", "signin.rules"),
          Map.entry("sso", "signin signin.rules organizations pages secrets"),
          Map.entry(
              "platform",
              "directory.rules signin signin.rules sso organizations pages keys database secrets"),
          Map.entry("scim.token", "organizations schema database secrets"),
          Map.entry("scim.log", "organizations schema database"),
          Map.entry("scim.message", "directory.rules schema schema.filter schema.patch"),
          Map.entry("scim.bulk", "scim.message directory directory.rules schema database"),
          Map.entry(
              "scim",
              "scim.message scim.bulk scim.log scim.token directory directory.rules schema schema.patch"
                  + " schema.query database secrets"),
          Map.entry(
              "administration",
              "directory directory.rules organizations signin signin.rules sso platform scim.log"
                  + " scim.token schema keys secrets"));

  private static final ArchRule RULES_ARE_PURE =
      PureRules.in(
          "..gateway.directory.rules..",
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

  private static final ArchRule NO_CIRCLES =
      slices().assignedFrom(new Rooms()).should().beFreeOfCycles();

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
          .areAnnotatedWith(Path.class)
          .should()
          .beAnnotatedWith(StrictQuery.class);

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static DescribedPredicate<JavaClass> annotatedAsEntity() {
    return DescribedPredicate.describe("entities", type -> type.isAnnotatedWith(Entity.class));
  }

  private static ArchRule imports(String room, String allowed) {
    String[] others =
        MAY_IMPORT.keySet().stream()
            .filter(other -> !other.equals(room))
            .filter(other -> !List.of(allowed.split(" ")).contains(other))
            .map(other -> ROOT + "." + other)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(ROOT + "." + room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(with(others, ROOT))
        .as("the room " + room + " imports only: " + allowed);
  }

  private static String[] with(String[] packages, String one) {
    String[] all = Arrays.copyOf(packages, packages.length + 1);
    all[packages.length] = one;
    return all;
  }

  @Test
  void holds() {
    RULES_ARE_PURE.check(MAIN);
    SINGLE_RULES_ARE_PURE.check(MAIN);
    NO_CIRCLES.check(MAIN);
    ROWS_AND_TABLES_STAY_IN_THEIR_ROOM.check(MAIN);
    ADMINISTRATION_REFUSES_UNKNOWN_PARAMETERS.check(MAIN);
    assertAll(
        MAY_IMPORT.entrySet().stream()
            .map(room -> () -> imports(room.getKey(), room.getValue()).check(MAIN)));
  }

  /** A new room has to be listed, and a room that is gone must not stay in the list. */
  @Test
  void everyRoomIsListed() {
    TreeSet<String> rooms = new TreeSet<>();
    MAIN.forEach(type -> rooms.add(Rooms.of(type)));
    rooms.remove("");
    assertThat(new TreeMap<>(MAY_IMPORT).keySet()).isEqualTo(rooms);
  }

  /** Each rule sees a violation when there is one. */
  @Test
  void noticesPlantedViolations() {
    assertThat(violates(RULES_ARE_PURE, Planted.class)).isTrue();
    assertThat(violates(PureRules.of(belongToAnyOf(Planted.class)), Planted.class)).isTrue();
    assertThat(violates(NO_CIRCLES, PlantedTable.class, PlantedResource.class)).isTrue();
    assertThat(violates(imports("database", "schema"), PlantedTable.class)).isTrue();
    assertThat(violates(imports("administration", "directory signin"), PlantedResource.class))
        .isTrue();
    assertThat(violates(ROWS_AND_TABLES_STAY_IN_THEIR_ROOM, PlantedTable.class)).isTrue();
    assertThat(violates(ADMINISTRATION_REFUSES_UNKNOWN_PARAMETERS, PlantedResource.class)).isTrue();
  }

  private static boolean violates(ArchRule rule, Class<?>... planted) {
    return rule.evaluate(new ClassFileImporter().importClasses(planted)).hasViolation();
  }

  /** Every package is a room of its own. */
  private static final class Rooms implements SliceAssignment {
    static String of(JavaClass type) {
      return type.getPackageName().equals(ROOT)
          ? ""
          : type.getPackageName().substring(ROOT.length() + 1);
    }

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return type.getPackageName().startsWith(ROOT)
          ? SliceIdentifier.of(of(type))
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "the rooms";
    }
  }
}
