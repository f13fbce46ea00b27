package io.bailiwick.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.GenericScimResource;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.messages.PatchRequest;
import com.unboundid.scim2.common.utils.FilterEvaluator;
import com.unboundid.scim2.common.utils.JsonUtils;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.schema.filter.FilterParser;
import io.bailiwick.gateway.schema.filter.Matching;
import io.bailiwick.gateway.schema.patch.Patch;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Filters and PATCH against another implementation, UnboundID's SCIM 2 SDK: on what is asked at
 * random both say the same; where they do not, the RFC's sentence stands beside it.
 */
class UnboundIdTest {
  private static final long SEED = 20_261_124;
  private static final int CASES = 5_000;
  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  private static final List<String> WORDS = List.of("ada", "Ada", "Bob", "a b", "x\"y", "Zoe", "b");

  @Test
  void saysTheSameOfFilters() throws Exception {
    Random random = new Random(SEED);
    int held = 0;
    for (int i = 0; i < CASES; i++) {
      ObjectNode user = anyUser(random);
      String filter = anyFilter(random, 3);
      boolean ours = ours(filter, user);
      assertThat(ours).as("%s of %s", filter, user).isEqualTo(theirs(filter, user));
      held += ours ? 1 : 0;
    }
    assertThat(held).as("filters that held").isBetween(CASES / 5, CASES * 4 / 5);
  }

  @Test
  void saysTheSameOfPatches() throws Exception {
    Random random = new Random(SEED);
    int changed = 0;
    for (int i = 0; i < CASES; i++) {
      ObjectNode user = anyUser(random);
      String operations =
          IntStream.range(0, 1 + random.nextInt(3))
              .mapToObj(nth -> anyOperation(random))
              .collect(Collectors.joining(","));
      JsonNode ours = ours(operations, user.deepCopy(), Leniency.LENIENT);
      // Theirs leaves empty objects behind: they count as nothing (RFC 7643 section 2.5).
      ObjectNode theirs = Resources.read(ResourceType.USER, theirPatched(operations, user));
      assertThat(ours).as("%s to %s", operations, user).isEqualTo(theirs);
      changed += ours.equals(user) ? 0 : 1;
    }
    assertThat(changed).as("patches that changed something").isGreaterThan(CASES / 2);
  }

  /** Ours first, then theirs, then why. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          title pr           | false | true  | RFC 7644 table 3: "pr ... has a non-empty or non-null value"; the title is ""
          urn:ietf:params:scim:schemas:core:2.0:User:userName pr | true | false | RFC 7644 section 3.10: "the attribute's URI" names it
          externalId gt "Zoe"| true  | false | RFC 7643 section 3.1: externalId "is case exact"; "ada" comes after "Zoe"
          """)
  void filtersThatItReadsOtherwise(String filter, boolean ours, boolean theirs) throws Exception {
    ObjectNode user =
        read("{\"userName\":\"ada\",\"externalId\":\"ada\",\"title\":\"\",\"active\":true}");
    assertThat(ours(filter, user)).isEqualTo(ours);
    assertThat(theirs(filter, user)).isEqualTo(theirs);
  }

  /** Ours, or the error of ours; then why. What theirs says is another thing. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"op":"add","path":"emails[type eq \\"work\\"].value","value":"z@x"} | {"userName":"ada","emails":[{"value":"z@x","type":"work"}],"ENT":{"department":"R"}} | RFC 7644 section 3.5.2.1: "If the target location specifies a single-valued attribute, the existing value is replaced"
          {"op":"add","path":"emails[type eq \\"work\\"]","value":{"display":"d"}} | {"userName":"ada","emails":[{"value":"w@x","type":"work","display":"d"}],"ENT":{"department":"R"}} | RFC 7644 figure 7: PATH = attrPath / valuePath [subAttr]
          {"op":"add","path":"ENT","value":{"costCenter":"7"}}                 | {"userName":"ada","emails":[{"value":"w@x","type":"work"}],"ENT":{"department":"R","costCenter":"7"}} | RFC 7643 section 3.3: the extension's URN is the name of its object
          {"op":"remove","path":"ENT:department"}                              | {"userName":"ada","emails":[{"value":"w@x","type":"work"}]} | RFC 7643 section 2.5: what has no value is unassigned
          {"op":"remove","path":"ENT"}                                         | {"userName":"ada","emails":[{"value":"w@x","type":"work"}]} | RFC 7643 section 3.3: as above
          {"op":"replace","path":"TITLE","value":"T"}                          | {"userName":"ada","emails":[{"value":"w@x","type":"work"}],"ENT":{"department":"R"},"title":"T"} | RFC 7643 section 2.1: "Attribute names are case insensitive"
          {"op":"replace","path":"title","value":null}                         | {"userName":"ada","emails":[{"value":"w@x","type":"work"}],"ENT":{"department":"R"}} | RFC 7643 section 2.5: null is the same as no value
          {"op":"add","path":"phoneNumbers.value","value":"1"}                 | {"userName":"ada","emails":[{"value":"w@x","type":"work"}],"ENT":{"department":"R"},"phoneNumbers":[{"value":"1"}]} | RFC 7643 section 4.1.2: phoneNumbers is multi-valued
          {"op":"replace","path":"emails[type eq \\"none\\"].value","value":"z@x"} | {"userName":"ada","emails":[{"value":"w@x","type":"work"},{"type":"none","value":"z@x"}],"ENT":{"department":"R"}} | leniency: RFC 7644 section 3.5.2.3 has noTarget, as the profile STRICT does
          """)
  void patchesThatItReadsOtherwise(String operation, String expected) throws Exception {
    ObjectNode user =
        read(
            named(
                "{\"userName\":\"ada\",\"emails\":[{\"value\":\"w@x\",\"type\":\"work\"}],"
                    + "\"ENT\":{\"department\":\"R\"}}"));
    JsonNode ours = ours(named(operation), user.deepCopy(), Leniency.LENIENT);
    assertThat(ours).isEqualTo(tree(named(expected)));
    String theirs;
    try {
      theirs = theirPatched(named(operation), user).toString();
    } catch (ScimException | IOException refused) {
      theirs = "refused";
    }
    assertThat(theirs).isNotEqualTo(ours.toString());
  }

  private static String named(String json) {
    return json.replace("ENT", ENTERPRISE);
  }

  private static boolean ours(String filter, ObjectNode user) {
    return Matching.matches(FilterParser.parse(ResourceType.USER, filter), user);
  }

  private static boolean theirs(String filter, ObjectNode user) throws ScimException, IOException {
    return FilterEvaluator.evaluate(
        com.unboundid.scim2.common.filters.Filter.fromString(filter), theirTree(user));
  }

  /** Of their own kind: names of its members are found in any letter case. */
  private static ObjectNode theirTree(ObjectNode user) throws IOException {
    return (ObjectNode) JsonUtils.getObjectReader().readTree(user.toString());
  }

  private static JsonNode ours(String operations, ObjectNode user, Leniency leniency)
      throws BadJson {
    return Patch.apply(
        ResourceType.USER,
        user,
        PatchOperation.read(ResourceType.USER, tree(body(operations)), leniency));
  }

  private static ObjectNode theirPatched(String operations, ObjectNode user)
      throws ScimException, IOException {
    PatchRequest request =
        JsonUtils.getObjectReader().forType(PatchRequest.class).readValue(body(operations));
    GenericScimResource patched = request.apply(new GenericScimResource(theirTree(user)));
    return (ObjectNode) StrictJson.mapper().readTree(patched.getObjectNode().toString());
  }

  private static String body(String operations) {
    return "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":["
        + operations
        + "]}";
  }

  private static ObjectNode anyUser(Random random) throws BadJson {
    ObjectNode user = StrictJson.mapper().createObjectNode();
    user.put("userName", pick(random, WORDS)).put("active", random.nextBoolean());
    if (random.nextBoolean()) {
      user.put("title", pick(random, WORDS));
    }
    if (random.nextBoolean()) {
      user.putObject("name").put("familyName", pick(random, WORDS));
    }
    var emails = user.putArray("emails");
    emails.addObject().put("value", "w@x").put("type", "work");
    emails.addObject().put("value", "h@x").put("type", "home").put("primary", true);
    user.putObject(ENTERPRISE).put("department", pick(random, WORDS));
    return Resources.read(ResourceType.USER, user);
  }

  private static String anyFilter(Random random, int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      String left = anyFilter(random, depth - 1);
      String right = anyFilter(random, depth - 1);
      return switch (random.nextInt(4)) {
        case 0 -> left + " and " + right;
        case 1 -> left + " or " + right;
        case 2 -> "(" + left + " OR " + right + ")";
        default -> "not (" + left + ")";
      };
    }
    return switch (random.nextInt(8)) {
      case 0 -> "active " + pick(random, List.of("eq", "ne")) + " " + random.nextBoolean();
      case 1 ->
          "emails[type eq %s and value %s %s]"
              .formatted(
                  pick(random, List.of("\"work\"", "\"HOME\"")),
                  pick(random, List.of("eq", "sw", "co")),
                  pick(random, List.of("\"w@x\"", "\"h\"", "\"@\"")));
      case 2 -> "emails.type eq " + pick(random, List.of("\"work\"", "\"other\""));
      case 3 ->
          pick(random, List.of("title", "name", "emails", ENTERPRISE + ":costCenter", "nickName"))
              + " pr";
      default ->
          pick(
                  random,
                  List.of(
                      "userName",
                      "TITLE",
                      "name.familyName",
                      ENTERPRISE + ":department",
                      "nickName"))
              + " "
              + pick(random, List.of("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "EQ"))
              + " "
              + StrictJson.mapper().getNodeFactory().textNode(pick(random, WORDS));
    };
  }

  private static String anyOperation(Random random) {
    String[] target =
        pick(
            random,
            List.of(
                new String[] {"title", "\"T\""},
                new String[] {"name.givenName", "\"N\""},
                new String[] {"name", "{\"middleName\":\"M\"}"},
                new String[] {"phoneNumbers", "[{\"value\":\"%d\"}]".formatted(random.nextInt())},
                new String[] {ENTERPRISE + ":department", "\"D\""},
                new String[] {"emails[value sw \\\"h\\\"].display", "\"e\""},
                new String[] {"", "{\"title\":\"P\",\"name\":{\"familyName\":\"Q\"}}"}));
    return switch (random.nextInt(3)) {
      // Theirs adds to a selected value only what it lacks (see below).
      case 0 -> operation(target[0].contains("[") ? "replace" : "add", target);
      case 1 -> operation("replace", target);
      default -> "{\"op\":\"remove\",\"path\":\"%s\"}".formatted(removable(target));
    };
  }

  private static String removable(String[] target) {
    return target[0].isEmpty() ? "nickName" : target[0];
  }

  private static String operation(String kind, String[] target) {
    return target[0].isEmpty()
        ? "{\"op\":\"%s\",\"value\":%s}".formatted(kind, target[1])
        : "{\"op\":\"%s\",\"path\":\"%s\",\"value\":%s}".formatted(kind, target[0], target[1]);
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static ObjectNode read(String json) throws BadJson {
    return Resources.read(ResourceType.USER, tree(json));
  }

  private static ObjectNode tree(String json) throws BadJson {
    return StrictJson.object(json.getBytes(StandardCharsets.UTF_8));
  }
}
