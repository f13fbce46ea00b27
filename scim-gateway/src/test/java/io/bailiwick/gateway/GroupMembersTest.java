package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members come and go in every form that identity providers use, and nobody else does. */
@GatewayTest
class GroupMembersTest extends GroupedUsers {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'op':'remove','path':'members[value eq \\'U\\']'}",
        "{'op':'Remove','path':'members','value':[{'$ref':null,'value':'U'}]}",
        "{'op':'Remove','path':'members','value':{'value':'U'}}",
        "{'op':'remove','path':'urn:ietf:params:scim:schemas:core:2.0:Group:members[value eq"
            + " \\'U\\']'}",
      })
  void removesOneMemberInEveryWayThatIsUsed(String operation) {
    String jane = acme.user("jane");
    String john = acme.user("john");
    String group = group("Engineers", jane, john);
    String json = operation.replace("\\'", "\\\"").replace('\'', '"').replace("U", jane);
    patch(group, json).statusCode(200).body("members.value", contains(john));
    // Once more changes nothing: no new version.
    patch(group, json).statusCode(200).header("ETag", "W/\"2\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'op':'replace','path':'members','value':[]}",
        "{'op':'replace','path':'members','value':null}",
        "{'op':'remove','path':'members'}",
        "{'op':'replace','value':{'members':[],'id':'ignored','displayName':'Engineers'}}",
      })
  void isEmptiedInEveryWayThatIsUsed(String operation) {
    String group = group("Engineers", acme.user("jane"), acme.user("john"));
    patch(group, operation.replace('\'', '"'))
        .statusCode(200)
        .header("ETag", "W/\"2\"")
        .body("members", nullValue())
        .body("displayName", equalTo("Engineers"));
  }

  /** Whatever spelling names them, members are those of the group, and nothing else. */
  @Test
  void hasNoMembersButItsOwn() {
    String jane = acme.user("jane");
    String urn = "URN:ietf:params:scim:schemas:core:2.0:Group:members";
    String group = group("Engineers", jane);
    patch(group, "{\"op\":\"replace\",\"value\":{\"members.display\":\"N\"}}").statusCode(200);
    get(group).body("members.value", contains(jane));
    patch(group, "{\"op\":\"add\",\"path\":\"" + urn + "\",\"value\":[{\"value\":\"ghost\"}]}")
        .statusCode(400);
    patch(group, "{\"op\":\"remove\",\"path\":\"" + urn + "\"}").statusCode(200);
    get(group).body("members", nullValue());
    for (String body :
        List.of(
            "{\"displayName\":\"X\",\"members\":[],\"MEMBERS\":[{\"value\":\"%s\"}]}",
            "{\"displayName\":\"X\",\"members\":[],\"%2$s\":[{\"value\":\"%1$s\"}]}")) {
      acme.scim()
          .body(body.formatted(jane, urn))
          .post("/Groups")
          .then()
          .statusCode(400)
          .body("detail", containsString("members"));
    }
  }

  @Test
  void losesTheUserWhoIsDeleted() {
    String jane = acme.user("jane");
    String john = acme.user("john");
    String group = group("Engineers", jane, john);
    acme.scim().delete("/Users/" + jane).then().statusCode(204);
    get(group).header("ETag", "W/\"2\"").body("members.value", contains(john));
  }

  /** Two writers lose nothing, and members of two groups that change at once do not get stuck. */
  @Test
  void keepsWhatManyWritersWriteAtOnce() throws Exception {
    List<String> users = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      users.add(acme.user("user" + i));
    }
    List<String> groups = List.of(group("One"), group("Two"));
    List<Callable<Integer>> writes = new ArrayList<>();
    for (String user : users) {
      for (String group : groups) {
        writes.add(
            () ->
                patch(
                        group,
                        "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}"
                            .formatted(user))
                    .extract()
                    .statusCode());
      }
    }
    for (String gone : users.subList(20, 24)) {
      writes.add(() -> acme.scim().delete("/Users/" + gone).statusCode());
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
      for (Future<Integer> answer : pool.invokeAll(writes)) {
        assertThat(answer.get()).isIn(200, 204, 400);
      }
    }
    for (String group : groups) {
      get(group).body("members.value", containsInAnyOrder(users.subList(0, 20).toArray()));
    }
    for (String user : users.subList(0, 20)) {
      acme.scim()
          .get("/Users/" + user)
          .then()
          .header("ETag", "W/\"3\"")
          .body("groups.value", containsInAnyOrder(groups.toArray()));
    }
  }
}
