package io.bailiwick.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rooms of a service: every package below its root is one. The root, which starts the service,
 * may import all rooms, and no room imports the root.
 *
 * @param root the package of the service
 * @param mayImport the rooms that each room may import
 */
public record Rooms(String root, Map<String, Set<String>> mayImport) implements SliceAssignment {
  private static final Path ARCHITECTURE =
      Path.of(System.getProperty("bailiwick.home", ".."), "ARCHITECTURE.md");

  /** A row of a table: the room and the rooms that it may import, as code. */
  private static final Pattern ROW = Pattern.compile("\\| `([a-z.]+)` \\|.*\\| ([^|]*) \\|");

  private static final Pattern ROOM = Pattern.compile("`([a-z.]+)`");

  /**
   * Returns the rooms that a table of ARCHITECTURE.md lists.
   *
   * @param heading the heading above the table
   */
  public static Rooms listed(String root, String heading) {
    try (Stream<String> lines = Files.lines(ARCHITECTURE)) {
      return new Rooms(
          root,
          lines
              .dropWhile(line -> !line.equals("## " + heading))
              .skip(1)
              .takeWhile(line -> !line.startsWith("## "))
              .map(ROW::matcher)
              .filter(Matcher::matches)
              .collect(toMap(row -> row.group(1), row -> rooms(row.group(2)))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> rooms(String cell) {
    return ROOM.matcher(cell)
        .results()
        .map(room -> room.group(1))
        .collect(toCollection(TreeSet::new));
  }

  /** Returns the classes of the service, without those of its tests. */
  public JavaClasses classes() {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(root);
  }

  /** Returns whether classes that were planted for it violate a rule. */
  public static boolean violates(ArchRule rule, Class<?>... planted) {
    return rule.evaluate(new ClassFileImporter().importClasses(planted)).hasViolation();
  }

  /** The rule that no room imports itself through others. */
  public ArchRule noCircles() {
    return slices().assignedFrom(this).should().beFreeOfCycles();
  }

  /** The rules of all rooms: each imports only what the list allows. */
  public List<ArchRule> imports() {
    return mayImport.keySet().stream().map(this::imports).toList();
  }

  /** The rule of one room. */
  public ArchRule imports(String room) {
    Set<String> allowed = mayImport.getOrDefault(room, Set.of());
    Stream<String> others =
        mayImport.keySet().stream()
            .filter(other -> !other.equals(room))
            .filter(other -> !allowed.contains(other))
            .map(other -> root + "." + other);
    return noClasses()
        .that()
        .resideInAPackage(root + "." + room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Stream.concat(others, Stream.of(root)).toArray(String[]::new))
        .as("the room " + room + " imports only: " + String.join(", ", allowed));
  }

  /** Returns the rooms that classes are in. */
  public Set<String> of(JavaClasses classes) {
    Set<String> rooms = new TreeSet<>();
    classes.forEach(type -> rooms.add(of(type)));
    rooms.remove("");
    return rooms;
  }

  private String of(JavaClass type) {
    return type.getPackageName().equals(root)
        ? ""
        : type.getPackageName().substring(root.length() + 1);
  }

  @Override
  public SliceIdentifier getIdentifierOf(JavaClass type) {
    return type.getPackageName().startsWith(root)
        ? SliceIdentifier.of(of(type))
        : SliceIdentifier.ignore();
  }

  @Override
  public String getDescription() {
    return "the rooms";
  }
}
