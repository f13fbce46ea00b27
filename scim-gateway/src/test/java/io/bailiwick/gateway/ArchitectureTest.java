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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rooms of the gateway and what each may import, as the table of ARCHITECTURE.md says. */
class ArchitectureTest {
  private static final String ROOT = "io.bailiwick.gateway";

  private static final Path TABLE =
      Path.of(System.getProperty("bailiwick.home", ".."), "ARCHITECTURE.md");

  /** A row of the table: the room and the rooms that it may import, as code. */
  private static final Pattern ROW = Pattern.compile("\\| `([a-z.]+)` \\|.*\\| ([^|]*) \\|");

  private static final Pattern ROOM = Pattern.compile("`([a-z.]+)`");

  /** What each room may import of the others; the root, which starts the service, may all. */
  private static final Map<String, Set<String>> MAY_IMPORT = mayImport();

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
          .areAnnotatedWith(jakarta.ws.rs.Path.class)
          .should()
          .beAnnotatedWith(StrictQuery.class);

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static DescribedPredicate<JavaClass> annotatedAsEntity() {
    return DescribedPredicate.describe("entities", type -> type.isAnnotatedWith(Entity.class));
  }

  private static Map<String, Set<String>> mayImport() {
    try {
      return Files.readString(TABLE)
          .lines()
          .dropWhile(line -> !line.equals("## The rooms of the gateway"))
          .skip(1)
          .takeWhile(line -> !line.startsWith("## "))
          .map(ROW::matcher)
          .filter(Matcher::matches)
          .collect(
              Collectors.toMap(
                  row -> row.group(1),
                  row ->
                      ROOM.matcher(row.group(2))
                          .results()
                          .map(room -> room.group(1))
                          .collect(Collectors.toSet())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ArchRule imports(String room, Set<String> allowed) {
    String[] others =
        MAY_IMPORT.keySet().stream()
            .filter(other -> !other.equals(room))
            .filter(other -> !allowed.contains(other))
            .map(other -> ROOT + "." + other)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(ROOT + "." + room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(with(others, ROOT))
        .as("the room " + room + " imports only: " + String.join(", ", allowed));
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
    assertThat(violates(imports("database", Set.of("schema")), PlantedTable.class)).isTrue();
    assertThat(
            violates(
                imports("administration", Set.of("directory", "signin")), PlantedResource.class))
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
