package io.bailiwick.gateway;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bulk requests, RFC 7644 section 3.7. */
@GatewayTest
class BulkTest {
  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  private Tenant acme;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("bulk");
  }

  private static String request(String... operations) {
    return "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":["
        + String.join(",", operations).replace('\'', '"')
        + "]}";
  }

  private ValidatableResponse send(String body) {
    return acme.scim().body(body).post("/Bulk").then();
  }

  private static String post(String name, String more) {
    return "{'method':'POST','path':'/Users','bulkId':'%1$s','data':{'userName':'%1$s'%2$s}}"
        .formatted(name, more);
  }

  private static String manager(String name) {
    return ",'" + ENTERPRISE + "':{'manager':{'value':'bulkId:" + name + "'}}";
  }

  /** The group comes first, what it refers to after it: RFC 7644 section 3.7.2. */
  @Test
  void resolvesReferencesInAnyOrder() {
    var answer =
        send(request(
                "{'method':'POST','path':'/Groups','bulkId':'g','data':{'displayName':'Tour"
                    + " Guides','members':[{'value':'bulkId:alice'},{'value':'bulkId:bob'}]}}",
                "{'method':'PATCH','path':'/Groups/bulkId:g','data':{'Operations':[{'op':'remove',"
                    + "'path':'members[value eq \\\"bulkId:bob\\\"]'}]}}",
                post("alice", manager("bob")),
                post("bob", ""),
                "{'method':'DELETE','path':'/Users/bulkId:bob'}"))
            .statusCode(200)
            .body("schemas", contains("urn:ietf:params:scim:api:messages:2.0:BulkResponse"))
            .body("Operations.status", contains("201", "200", "201", "201", "204"))
            .body("Operations.bulkId", contains("g", null, "alice", "bob", null))
            .body("Operations[0].location", startsWith("https://scim.bailiwick.example/scim/v2/"))
            .body("Operations[1].version", equalTo("W/\"2\""))
            .body("Operations[0].response", nullValue())
            .extract();
    String group = answer.<String>path("Operations[0].location").replaceAll(".*/", "");
    String alice = answer.<String>path("Operations[2].location").replaceAll(".*/", "");
    String bob = answer.<String>path("Operations[3].location").replaceAll(".*/", "");
    acme.scim().get("/Groups/" + group).then().body("members.value", contains(alice));
    acme.scim()
        .get("/Users/" + alice)
        .then()
        .body("'" + ENTERPRISE + "'.manager.value", equalTo(bob));
    acme.scim().get("/Users/" + bob).then().statusCode(404);
  }

  @Test
  void resolvesReferencesInACircle() {
    var answer =
        send(request(
                post("alice", manager("bob")),
                post("bob", manager("alice")),
                post("carol", manager("carol"))))
            .statusCode(200)
            .body("Operations.status", contains("201", "201", "201"))
            .extract();
    String alice = answer.<String>path("Operations[0].location").replaceAll(".*/", "");
    String bob = answer.<String>path("Operations[1].location").replaceAll(".*/", "");
    String carol = answer.<String>path("Operations[2].location").replaceAll(".*/", "");
    String manager = "'" + ENTERPRISE + "'.manager.value";
    acme.scim()
        .get("/Users/" + alice)
        .then()
        .header("ETag", answer.<String>path("Operations[0].version"))
        .body(manager, equalTo(bob));
    acme.scim().get("/Users/" + bob).then().body(manager, equalTo(alice));
    acme.scim().get("/Users/" + carol).then().body(manager, equalTo(carol));
  }

  /** RFC 7644, section 3.7.3: what answers an error has done nothing, and is nowhere. */
  @Test
  void aCircleIsMadeAsAWholeOrNotAtAll() {
    String group =
        "{'method':'POST','path':'/Groups','bulkId':'team','data':{'displayName':'Team',"
            + "'externalId':'bulkId:ann','members':[{'value':'bulkId:ann'}]}}";
    String broken =
        request(
            post("ann", manager("ben")), post("ben", ",'active':'maybe'" + manager("ann")), group);
    send(broken)
        .body("Operations.status", contains("409", "400", "409"))
        .body("Operations.location", contains(nullValue(), nullValue(), nullValue()))
        .body("Operations[0].response.detail", containsString("bulkId:ben"))
        .body("Operations[1].response.detail", containsString("active"))
        .body("Operations[2].response.detail", containsString("bulkId:ann"));
    acme.scim().get("/Users").then().body("totalResults", equalTo(0));
    acme.scim().get("/Groups").then().body("totalResults", equalTo(0));
    // Made whole, in one transaction: a name that is taken meanwhile takes all of it back too.
    acme.user("ben");
    send(broken.replace("maybe", "true"))
        .body("Operations.status", contains("409", "409", "409"))
        .body("Operations[1].response.scimType", equalTo("uniqueness"));
    acme.scim().get("/Users").then().body("Resources.userName", contains("ben"));
    var answer =
        send(broken
                .replace("maybe", "true")
                .replace("\"userName\":\"ben\"", "\"userName\":\"ben2\""))
            .body("Operations.status", contains("201", "201", "201"))
            .extract();
    String ann = answer.<String>path("Operations[0].location").replaceAll(".*/", "");
    acme.scim()
        .get("/Users/" + ann)
        .then()
        .header("ETag", equalTo("W/\"3\""))
        .body("groups.display", contains("Team"));
  }

  /** Users and a group that refer to each other: each statement sees what the others wrote. */
  @Test
  void aGroupCanBePartOfACircle() {
    var answer =
        send(request(
                "{'method':'POST','path':'/Groups','bulkId':'team','data':{'displayName':'Team',"
                    + "'members':[{'value':'bulkId:ann'}]}}",
                post("ann", ",'nickName':'bulkId:team'" + manager("ann"))))
            .body("Operations.status", contains("201", "201"))
            .extract();
    String team = answer.<String>path("Operations[0].location").replaceAll(".*/", "");
    String ann = answer.<String>path("Operations[1].location").replaceAll(".*/", "");
    acme.scim()
        .get("/Users/" + ann)
        .then()
        .header("ETag", answer.<String>path("Operations[1].version"))
        .body("nickName", equalTo(team))
        .body("groups.value", contains(team))
        .body("'" + ENTERPRISE + "'.manager.value", equalTo(ann));
    acme.scim().get("/Groups/" + team).then().body("members.value", contains(ann));
  }

  /** What waits for a circle is not a part of it. */
  @Test
  void operationsBesideACircleWaitForIt() {
    String group =
        acme.scim()
            .body("{\"displayName\":\"Beside\"}")
            .post("/Groups")
            .then()
            .extract()
            .path("id");
    var answer =
        send(request(
                "{'method':'DELETE','path':'/Users/bulkId:al'}",
                "{'method':'PATCH','path':'/Groups/"
                    + group
                    + "','data':{'Operations':[{'op':'add','path':'members',"
                    + "'value':[{'value':'bulkId:bo'}]}]}}",
                post("al", ",'title':'First'" + manager("bo")),
                post("bo", manager("al"))))
            .statusCode(200)
            .body("Operations.status", contains("204", "200", "201", "201"))
            .extract();
    String bo = answer.<String>path("Operations[3].location").replaceAll(".*/", "");
    acme.scim().get("/Groups/" + group).then().body("members.value", contains(bo));
  }

  /** Sent twice at once, each operation is done once: the other request did this one meanwhile. */
  @Test
  void twiceAtOnceIsOnce() throws Exception {
    String jane = acme.user("jane");
    String body =
        request(
            "{'method':'PATCH','path':'/Users/%s','data':{'Operations':[%s]}}"
                .formatted(jane, "{'op':'replace','path':'title','value':'CTO'}"));
    try (Connection owner = GatewayServers.owner();
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      GatewayServers.hold(owner, acme, jane);
      Future<ValidatableResponse> held = pool.submit(() -> send(body));
      Awaitility.await().until(() -> GatewayServers.waitingFor(owner).isPresent());
      note(body, 0, jane);
      owner.commit();
      held.get()
          .statusCode(200)
          .body("Operations[0].status", equalTo("200"))
          .body("Operations[0].version", equalTo("W/\"1\""));
    }
    acme.scim().get("/Users/" + jane).then().body("title", nullValue());
  }

  @Test
  void goesOnAfterAnErrorUnlessItIsToStop() {
    acme.user("taken");
    String operations =
        request(
            post("taken", ""),
            post("x", ",'emails':'nonsense','active':'maybe'"),
            post("y", manager("x")),
            "{'method':'PUT','path':'/Users/nobody','data':{'userName':'z'}}",
            post("fine", ""));
    send(operations.replaceFirst("\\{", "{\"failOnErrors\":2,"))
        .statusCode(200)
        .body("Operations.status", contains("409", "400"))
        .body("Operations[0].response.scimType", equalTo("uniqueness"))
        .body("Operations[0].response.status", equalTo("409"))
        .body("Operations[0].location", nullValue());
    send(operations)
        .statusCode(200)
        .body("Operations.status", contains("409", "400", "409", "404", "201"))
        .body("Operations[2].response.detail", containsString("bulkId:x"))
        .body("Operations[3].location", containsString("/Users/nobody"));
  }

  @Test
  void keepsToVersions() {
    String jane = acme.user("jane");
    send(request(
            "{'method':'PATCH','path':'/Users/%s','version':'W/\\\"7\\\"','data':{'Operations':[{'op':'replace','path':'active','value':false}]}}"
                .formatted(jane),
            "{'method':'DELETE','path':'/Users/%s','version':'W/\\\"1\\\"'}".formatted(jane)))
        .statusCode(200)
        .body("Operations.status", contains("412", "204"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'method':'GET','path':'/Users/x'}|400|Operations[0].method",
        "{'method':'POST','path':'/Users','data':{'userName':'x'}}|400|Operations[0].bulkId",
        "{'method':'POST','path':'/Devices','bulkId':'x','data':{}}|400|Operations[0].path",
        "{'method':'PUT','path':'/Users','data':{}}|400|Operations[0].path",
        "{'method':'PUT','path':'/Users/x/y','data':{}}|400|Operations[0].path",
        "{'method':'PATCH','path':'/Users/x'}|400|Operations[0].data",
        "{'method':'DELETE','path':7}|400|Operations[0].path",
        "7|400|Operations[0]",
      })
  void refusesWhatItDoesNotUnderstandBeforeAnythingIsDone(
      String operation, int status, String named) {
    send(request(operation, post("innocent", "")))
        .statusCode(status)
        .body("detail", containsString(named));
    acme.scim().get("/Users").then().body("totalResults", equalTo(0));
  }

  @Test
  void refusesMoreThanItTakesWithTheLimit() {
    String many =
        IntStream.rangeClosed(0, 1000)
            .mapToObj(i -> post("u" + i, ""))
            .collect(Collectors.joining(","));
    send(request(many)).statusCode(413).body("detail", containsString("1000"));
    acme.scim()
        .body("{\"Operations\":[\"" + "x".repeat(7 << 20) + "\"]}")
        .post("/Bulk")
        .then()
        .statusCode(413)
        .body("detail", containsString("6291456"));
    send(request(post("a", ""), post("a", ""))).statusCode(400);
    acme.scim().get("/Users").then().body("totalResults", equalTo(0));
  }

  /** As after a crash: the first operation is done and noted, the request was never answered. */
  @Test
  void goesOnWhereItWasWhenItIsSentAgain() throws Exception {
    String jane = acme.user("jane");
    String body = request(post("jane", ""), post("john", ""));
    note(body, 0, jane);
    send(body)
        .statusCode(200)
        .body("Operations.status", contains("201", "201"))
        .body("Operations[0].location", containsString(jane));
    // It was answered: the same again is another request.
    send(body).statusCode(200).body("Operations.status", contains("409", "409"));
    acme.scim().get("/Users").then().body("Resources.userName", containsInAnyOrder("jane", "john"));
  }

  /** Nobody has come back to it for minutes: what it did may have been undone since. */
  @Test
  void doesNotGoOnAfterALongTime() throws Exception {
    String jane = acme.user("jane");
    String body =
        request(
            "{'method':'PUT','path':'/Users/%s','data':{'userName':'jane','title':'CTO'}}"
                .formatted(jane));
    note(body, 0, jane);
    try (Connection owner = GatewayServers.owner();
        Statement sql = owner.createStatement()) {
      sql.execute(
          "update bulk_progress set at = at - interval '11 minutes' where resource = '%s'"
              .formatted(jane));
    }
    send(body).statusCode(200).body("Operations.status", contains("200"));
    acme.scim().get("/Users/" + jane).then().body("title", equalTo("CTO"));
  }

  private void note(String body, int nth, String resource) throws Exception {
    String digest =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
    try (Connection connection = GatewayServers.runtime();
        Statement sql = connection.createStatement()) {
      sql.execute("select set_config('app.organization', '%s', false)".formatted(acme.id()));
      sql.execute(
          "insert into bulk_progress (organization, request, nth, resource, version)"
              + " values ('%s', '%s', %d, '%s', 1)".formatted(acme.id(), digest, nth, resource));
    }
  }

  /** S4. */
  @Test
  void aDeactivatedUserComesBackByAPost() {
    String user = "{\"userName\":\"jane\",\"externalId\":\"7\",\"active\":%s,\"title\":\"%s\"}";
    String jane =
        acme.scim()
            .body(user.formatted("true", "CTO"))
            .post("/Users")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    acme.scim().body(user.formatted("true", "CEO")).post("/Users").then().statusCode(409);
    acme.scim().body(user.formatted("false", "CTO")).put("/Users/" + jane).then().statusCode(200);
    acme.scim()
        .body(user.formatted("true", "CEO"))
        .post("/Users")
        .then()
        .statusCode(201)
        .body("id", equalTo(jane))
        .body("active", equalTo(true))
        .body("title", equalTo("CEO"))
        .header("ETag", "W/\"3\"");
    acme.scim().get("/Users").then().body("Resources", hasSize(1));
  }
}
