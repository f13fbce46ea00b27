package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.filter.Filter;
import io.bailiwick.gateway.schema.filter.FilterParser;
import io.bailiwick.gateway.schema.filter.Matching;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists find what the filter says, in the order and with the attributes that are asked for. */
@GatewayTest
class QueryTest extends QueriedUsers {
  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  private static final List<String> NAMES =
      List.of("Ada", "ada", "BOB", "Zoë", "ｅｖｅ", "İlker", "𝒜", "o'neil", "a%_b");

  /** What the database finds is what the filter says of each user in memory, whatever is asked. */
  @Test
  void findsWhatTheFilterSays() throws Exception {
    Random random = new Random(20_261_124);
    for (int i = 0; i < 40; i++) {
      create(anyUser(random, i));
    }
    byte[] all = list("count", "1000").statusCode(200).extract().asByteArray();
    List<JsonNode> users = new ArrayList<>();
    StrictJson.object(all).path("Resources").forEach(users::add);
    assertThat(users).hasSize(40);

    int asked = 0;
    int found = 0;
    while (asked < 300) {
      String text = anyFilter(random, 3);
      Filter filter;
      try {
        filter = FilterParser.parse(ResourceType.USER, text);
      } catch (ScimException makesNoSense) {
        continue;
      }
      asked++;
      List<String> expected =
          users.stream()
              .filter(user -> Matching.matches(filter, user))
              .map(user -> user.path("id").asText())
              .toList();
      Map<String, Object> search = Map.of("filter", text, "count", 1000);
      List<String> actual =
          Calls.ids(Calls.body(200, () -> Calls.scim(acme).post("/Users/.search", search)));
      assertThat(actual).as(text).isEqualTo(expected);
      found += expected.isEmpty() || expected.size() == users.size() ? 0 : 1;
    }
    assertThat(found).as("filters that divide the users").isGreaterThan(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          userName eq                    | invalidFilter
          userName eq "a" and            | invalidFilter
          password eq "secret"           | invalidFilter
          password pr                    | invalidFilter
          shoeSize eq 42                 | invalidFilter
          active gt true                 | invalidFilter
          active eq "maybe"              | invalidFilter
          name eq "Ada"                  | invalidFilter
          meta.created gt "yesterday"    | invalidFilter
          title gt null                  | invalidFilter
          meta.location eq "x"           | invalidFilter
          meta.created co "2020-01-01T00:00:00Z" | invalidFilter
          meta.created gt "0000-01-01T00:00:00Z" | invalidFilter
          meta.created gt "+999999999-01-01T00:00:00Z" | invalidFilter
          groups.$ref pr                 | invalidFilter
          not (groups.$ref eq "x")       | invalidFilter
          groups[$ref eq "x"]            | invalidFilter
          x509Certificates.value gt "AA" | invalidFilter
          """)
  void refusesWhatItDoesNotUnderstand(String filter, String scimType) {
    list("filter", filter).statusCode(400).body("scimType", equalTo(scimType));
  }

  @Test
  void ordersAsAsked() {
    String b =
        create(
            Map.of(
                "userName",
                "b",
                "title",
                "Zebra",
                "emails",
                List.of(
                    Map.of("value", "z@x.example"),
                    Map.of("value", "0@x.example", "primary", false),
                    Map.of("value", "a@x.example", "primary", true))));
    String a =
        create(
            Map.of(
                "userName",
                "A",
                "title",
                "ant",
                "emails",
                List.of(Map.of("value", "m@x.example"))));
    String c = create(Map.of("userName", "c"));
    list("sortBy", "userName").body("Resources.id", contains(a, b, c));
    list("sortBy", "userName", "sortOrder", "descending").body("Resources.id", contains(c, b, a));
    list("sortBy", "title").body("Resources.id", contains(a, b, c));
    list("sortBy", "title", "sortOrder", "descending").body("Resources.id", contains(c, b, a));
    list("sortBy", "emails").body("Resources.id", contains(b, a, c));
    list("sortBy", "meta.created", "sortOrder", "descending")
        .body("Resources.id", contains(c, a, b));
    list("sortBy", "title", "count", "1", "startIndex", "2")
        .body("Resources.id", contains(b))
        .body("totalResults", equalTo(3))
        .body("startIndex", equalTo(2));
    for (String by : List.of("name", "shoeSize", "password", "meta.location", "groups.value")) {
      list("sortBy", by).statusCode(400).body("scimType", equalTo("invalidValue"));
    }
    list("sortBy", "title", "sortOrder", "up").statusCode(400);
  }

  /** As long as a filter may be, each of its letters written as six in the URL. */
  @Test
  void takesALongFilterInTheUrl() {
    list("filter", "title eq \"" + "\u00e4".repeat(9900) + "\"")
        .statusCode(200)
        .body("totalResults", equalTo(0));
  }

  @Test
  void showsTheAttributesThatAreAskedFor() {
    String id =
        create(
            Map.of(
                "userName",
                "ada",
                "title",
                "Countess",
                "name",
                Map.of("givenName", "Ada", "familyName", "Lovelace"),
                "emails",
                List.of(Map.of("value", "ada@x.example", "type", "work")),
                ENTERPRISE,
                Map.of("department", "Engines", "costCenter", "7")));
    list("attributes", "userName,name.givenName")
        .body("Resources[0]", aMapWithSize(4))
        .body("Resources[0].id", equalTo(id))
        .body("Resources[0].schemas", hasSize(2))
        .body("Resources[0].name", equalTo(Map.of("givenName", "Ada")));
    list("attributes", ENTERPRISE + ":department")
        .body("Resources[0]", aMapWithSize(3))
        .body("Resources[0].'" + ENTERPRISE + "'", equalTo(Map.of("department", "Engines")));
    list("attributes", "EMAILS.Value,shoeSize")
        .body("Resources[0]", aMapWithSize(3))
        .body("Resources[0].emails", equalTo(List.of(Map.of("value", "ada@x.example"))));
    list("excludedAttributes", "id,userName,name.familyName,emails," + ENTERPRISE)
        .body("Resources[0].id", equalTo(id))
        .body("Resources[0]", not(hasKey("userName")))
        .body("Resources[0]", not(hasKey("emails")))
        .body("Resources[0]", not(hasKey(ENTERPRISE)))
        .body("Resources[0].name", equalTo(Map.of("givenName", "Ada")));
    acme.scim()
        .queryParam("attributes", "userName")
        .get("/Users/" + id)
        .then()
        .body("$", aMapWithSize(3));
    acme.scim()
        .queryParam("attributes", "title")
        .body(
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
             "Operations":[{"op":"replace","path":"title","value":"Lady"}]}""")
        .patch("/Users/" + id)
        .then()
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("title", equalTo("Lady"));
  }

  @Test
  void searchesByPost() {
    create(Map.of("userName", "ada"));
    create(Map.of("userName", "bob"));
    acme.scim()
        .body(
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
             "filter":"userName sw \\"b\\"","attributes":["userName"],"startIndex":1,"count":10}""")
        .post("/Users/.search")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(1))
        .body("Resources[0].userName", equalTo("bob"))
        .body("Resources[0]", aMapWithSize(3));
    acme.scim()
        .body("{\"filter\":{\"a\":1}}".getBytes(StandardCharsets.UTF_8))
        .post("/Users/.search")
        .then()
        .statusCode(400)
        .body("detail", equalTo("filter must be a text."));
  }

  private static ObjectNode anyUser(Random random, int i) {
    ObjectNode user = StrictJson.mapper().createObjectNode();
    user.put("userName", pick(random, NAMES) + i);
    user.put("active", random.nextBoolean());
    if (random.nextBoolean()) {
      user.put("externalId", pick(random, NAMES) + i);
    }
    if (random.nextBoolean()) {
      user.put("title", pick(random, NAMES));
    }
    if (random.nextBoolean()) {
      user.putObject("name").put("familyName", pick(random, NAMES));
    }
    var emails = user.putArray("emails");
    for (int n = random.nextInt(3); n > 0; n--) {
      emails
          .addObject()
          .put("type", random.nextBoolean() ? "work" : "home")
          .put("value", pick(random, NAMES).replace("ｅｖｅ", "eve") + i + "." + n + "@x.example")
          .put("primary", n == 1);
    }
    if (random.nextBoolean()) {
      ObjectNode enterprise = user.putObject(ENTERPRISE);
      enterprise.put("department", pick(random, NAMES));
      enterprise.putObject("manager").put("value", "m-" + random.nextInt(3));
    }
    return user;
  }

  private static String anyFilter(Random random, int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      String left = anyFilter(random, depth - 1);
      String right = anyFilter(random, depth - 1);
      return switch (random.nextInt(3)) {
        case 0 -> "(" + left + " and " + right + ")";
        case 1 -> "(" + left + " or " + right + ")";
        default -> "not (" + left + ")";
      };
    }
    if (random.nextInt(5) == 0) {
      return "emails["
          + comparison(random, List.of("type", "value", "primary", "display"))
          + (random.nextBoolean() ? " and " : " or ")
          + comparison(random, List.of("type", "value"))
          + "]";
    }
    return comparison(
        random,
        List.of(
            "userName",
            "externalId",
            "title",
            "active",
            "name.familyName",
            "name",
            "emails",
            "emails.value",
            "emails.type",
            "nickName",
            "id",
            "meta.created",
            "schemas",
            ENTERPRISE + ":department",
            ENTERPRISE + ":manager",
            ENTERPRISE + ":manager.value"));
  }

  private static String comparison(Random random, List<String> paths) {
    String path = pick(random, paths);
    String operator =
        pick(random, List.of("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "eq"));
    if (operator.equals("pr")) {
      return path + " pr";
    }
    String value =
        switch (random.nextInt(6)) {
          case 0 -> "true";
          case 1 -> "null";
          case 2 -> "\"" + pick(random, NAMES) + random.nextInt(40) + "\"";
          case 3 -> "\"" + pick(random, NAMES) + random.nextInt(40) + ".1@x.example\"";
          case 4 ->
              pick(
                  random,
                  List.of(
                      "\"work\"",
                      "\"m-1\"",
                      "\"2020-01-01T00:00:00Z\"",
                      "\"A\"",
                      "\"" + ENTERPRISE + "\""));
          default -> "\"" + pick(random, NAMES) + "\"";
        };
    return path + " " + operator + " " + value;
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
