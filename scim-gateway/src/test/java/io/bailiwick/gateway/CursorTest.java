package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.secrets.Sealer.Purpose;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cursors walk through every list, once, whatever changes meanwhile. */
@GatewayTest
class CursorTest extends QueriedUsers {
  /** In every order, page by page, each user once; users that come and go disturb nobody. */
  @ParameterizedTest
  @CsvSource({
    ",",
    "userName,ascending",
    "title,descending",
    "meta.lastModified,ascending",
    "emails,ascending",
    "externalId,ascending"
  })
  void walksByCursor(String sortBy, String order) {
    Set<String> stay = new HashSet<>();
    List<String> go = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String title = i % 3 == 0 ? "" : "t" + i % 4;
      String id =
          create(
              Map.of(
                  "userName",
                  "walker" + i,
                  "title",
                  title,
                  "emails",
                  // The first of them counts, for none is primary.
                  List.of(
                      Map.of("value", "w" + (97 - i) + "@x.example"),
                      Map.of("value", "v" + (i * 7 % 50) + "@x.example", "primary", false)),
                  "externalId",
                  i % 2 == 0 ? "" : "x" + i));
      if (i % 5 == 2) {
        go.add(id);
      } else {
        stay.add(id);
      }
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    for (int page = 0; cursor != null; page++) {
      String sorted = sortBy == null ? "" : "&sortBy=" + sortBy + "&sortOrder=" + order;
      JsonNode answer = page("count=4" + sorted + "&cursor=" + cursor);
      seen.addAll(Calls.ids(answer));
      cursor = answer.path("nextCursor").textValue();
      assertThat(answer.path("totalResults").intValue()).isEqualTo(30);
      if (page < go.size()) {
        String leaver = go.get(page);
        Calls.body(204, () -> Calls.scim(acme).delete("/Users/" + leaver));
        create(Map.of("userName", "newcomer" + page));
      }
    }
    assertThat(seen).doesNotHaveDuplicates().containsAll(stay);
  }

  private JsonNode page(String query) {
    return Calls.body(200, () -> Calls.scim(acme).get("/Users?" + query));
  }

  /** The walk by which others lose people: 40 pages, with deletes and inserts at each of them. */
  @Test
  void walksALargeOrganizationThatChanges() throws Exception {
    int users = 4000;
    int pages = users / 100;
    ManyUsers.fill(acme, users);
    Set<String> stay = new HashSet<>();
    for (int n = 1; n <= users; n++) {
      stay.add(ManyUsers.id(acme, n));
    }
    Random random = new Random(20_261_124);
    List<String> seen = new ArrayList<>();
    String cursor = "";
    for (int page = 0; cursor != null; page++) {
      JsonNode answer = page("count=100&attributes=id&cursor=" + cursor);
      seen.addAll(Calls.ids(answer));
      cursor = answer.path("nextCursor").textValue();
      for (int change = 0; change < 3 && page < pages; change++) {
        String leaver = ManyUsers.id(acme, 1 + random.nextInt(users));
        if (stay.remove(leaver)) {
          Calls.body(204, () -> Calls.scim(acme).delete("/Users/" + leaver));
        }
        acme.user("joiner-" + page + "-" + change);
      }
    }
    assertThat(stay.size()).isLessThan(users - pages);
    assertThat(seen).doesNotHaveDuplicates().containsAll(stay);
  }

  @Test
  void saysThatACursorHasRunOut() throws BadJson {
    acme.users(2);
    String cursor = list("cursor", "", "count", "1").statusCode(200).extract().path("nextCursor");
    String query = acme.id() + "\nUser\n\n\n";
    ObjectNode held =
        StrictJson.object(
            sealer
                .open(Purpose.CURSOR, query, Base64.getUrlDecoder().decode(cursor))
                .orElseThrow());
    held.put("until", Instant.now().minusSeconds(1).toString());
    byte[] older = sealer.seal(Purpose.CURSOR, query, StrictJson.write(held));
    list("cursor", Base64.getUrlEncoder().withoutPadding().encodeToString(older))
        .statusCode(400)
        .body("scimType", equalTo("expiredCursor"));
  }

  @Test
  void takesBackItsOwnCursorsOnly() {
    for (int i = 0; i < 3; i++) {
      create(Map.of("userName", "u" + i));
    }
    String cursor = list("cursor", "", "count", "2").statusCode(200).extract().path("nextCursor");
    assertThat(cursor).matches("[A-Za-z0-9_-]+");
    list("cursor", cursor, "count", "2")
        .statusCode(200)
        .body("Resources", hasSize(1))
        .body("$", not(hasKey("nextCursor")));

    list("cursor", cursor, "filter", "title pr")
        .statusCode(400)
        .body("scimType", equalTo("invalidCursor"));
    list("cursor", cursor, "sortBy", "title")
        .statusCode(400)
        .body("scimType", equalTo("invalidCursor"));
    list("cursor", "A" + cursor).statusCode(400).body("scimType", equalTo("invalidCursor"));
    list("cursor", "?").statusCode(400).body("scimType", equalTo("invalidCursor"));
    list("cursor", cursor, "count", "-1").statusCode(400).body("scimType", equalTo("invalidCount"));
    list("cursor", cursor, "startIndex", "1")
        .statusCode(400)
        .body("scimType", equalTo("invalidValue"));
    Tenant other = Tenant.make("query");
    other
        .scim()
        .queryParam("cursor", cursor)
        .get("/Users")
        .then()
        .statusCode(400)
        .body("scimType", equalTo("invalidCursor"));
  }
}
