package io.bailiwick.gateway.schema.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.json.StrictJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7644 section 3.5.2, and what identity providers make of it. */
class PatchTest {
  private static final String BEFORE =
      """
      {"userName":"jane","title":"CTO","name":{"givenName":"Jane","familyName":"Doe"},
       "emails":[{"value":"w@x","type":"work","primary":true},{"value":"h@x","type":"home"}],
       "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R"}}""";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"op":"replace","path":"title","value":"CEO"}                  | title   | "CEO"
          {"op":"REPLACE","path":"TITLE","value":"CEO"}                  | title   | "CEO"
          {"op":"remove","path":"title"}                                 | title   | none
          {"op":"replace","path":"title","value":null}                   | title   | none
          {"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:title","value":"X"} | title | "X"
          {"op":"add","path":"name","value":{"middleName":"M"}}          | name    | {"givenName":"Jane","familyName":"Doe","middleName":"M"}
          {"op":"replace","path":"name","value":{"givenName":"J"}}       | name    | {"givenName":"J","familyName":"Doe"}
          {"op":"remove","path":"name.givenName"}                        | name    | {"familyName":"Doe"}
          {"op":"replace","path":"","value":{"title":"CEO"}}             | title   | "CEO"
          {"op":"replace","value":{"name.givenName":"J","id":"x","nobody":1}} | name | {"givenName":"J","familyName":"Doe"}
          {"op":"add","path":"emails","value":[{"value":"o@x"}]}         | emails  | [{"value":"w@x","type":"work","primary":true},{"value":"h@x","type":"home"},{"value":"o@x"}]
          {"op":"add","path":"emails","value":{"value":"h@x","type":"home"}} | emails | [{"value":"w@x","type":"work","primary":true},{"value":"h@x","type":"home"}]
          {"op":"add","path":"emails","value":[{"value":"o@x","primary":true}]} | emails | [{"value":"w@x","type":"work","primary":false},{"value":"h@x","type":"home"},{"value":"o@x","primary":true}]
          {"op":"replace","path":"emails","value":[{"value":"o@x"}]}     | emails  | [{"value":"o@x"}]
          {"op":"replace","path":"emails","value":[]}                    | emails  | none
          {"op":"remove","path":"emails[type eq \\"home\\"]"}            | emails  | [{"value":"w@x","type":"work","primary":true}]
          {"op":"remove","path":"emails","value":[{"value":"h@x"}]}      | emails  | [{"value":"w@x","type":"work","primary":true}]
          {"op":"remove","path":"emails[type eq \\"other\\"]"}           | emails  | [{"value":"w@x","type":"work","primary":true},{"value":"h@x","type":"home"}]
          {"op":"replace","path":"emails[type eq \\"work\\"].value","value":"n@x"} | emails | [{"value":"n@x","type":"work","primary":true},{"value":"h@x","type":"home"}]
          {"op":"replace","path":"emails[type eq \\"home\\"].primary","value":"True"} | emails | [{"value":"w@x","type":"work","primary":false},{"value":"h@x","type":"home","primary":true}]
          {"op":"add","path":"phoneNumbers[type eq \\"work\\"].value","value":"1"} | phoneNumbers | [{"type":"work","value":"1"}]
          {"op":"add","path":"roles[primary eq \\"True\\"].value","value":"admin"} | roles | [{"primary":true,"value":"admin"}]
          {"op":"add","path":"roles","value":"admin"}                    | roles   | [{"value":"admin"}]
          {"op":"replace","path":"name","value":{"givenName":null,"middleName":"M"}} | name | {"familyName":"Doe","middleName":"M"}
          {"op":"replace","path":"name","value":{"middleName":null}}     | name    | {"givenName":"Jane","familyName":"Doe"}
          {"op":"add","path":"name","value":{}}                          | name    | {"givenName":"Jane","familyName":"Doe"}
          {"op":"add","path":"name","value":{"nobody":"x"}}              | name    | {"givenName":"Jane","familyName":"Doe"}
          {"op":"replace","path":"name","value":null}                    | name    | none
          {"op":"replace","path":"emails[type eq \\"work\\"]","value":{"value":"n@x"}} | emails | [{"type":"work","value":"n@x"},{"value":"h@x","type":"home"}]
          {"op":"replace","path":"emails[type eq \\"work\\"]","value":null} | emails | [{"value":"h@x","type":"home"}]
          {"op":"add","path":"emails[type eq \\"work\\"]","value":{"display":"D"}} | emails | [{"value":"w@x","type":"work","primary":true,"display":"D"},{"value":"h@x","type":"home"}]
          {"op":"add","path":"emails","value":[{"value":"H@X","type":"home"}]} | emails | [{"value":"w@x","type":"work","primary":true},{"value":"h@x","type":"home"}]
          {"op":"replace","value":{"urn:ietf:params:scim:schemas:core:2.0:User":{"title":"CEO"}}} | title | "CEO"
          {"op":"replace","path":"externalId","value":""}                | externalId | none
          {"op":"replace","path":"active","value":"False"}               | active  | false
          {"op":"replace","value":{"active":"true"}}                     | active  | true
          {"op":"remove","path":"emails","value":[{"value":"H@X"}]}      | emails  | [{"value":"w@x","type":"work","primary":true}]
          {"op":"remove","path":"emails","value":[{"value":"h@x","type":"Home","primary":false}]} | emails | [{"value":"w@x","type":"work","primary":true}]
          {"op":"remove","path":"emails","value":[{"value":"h@x","type":"work"}]} | emails | [{"value":"w@x","type":"work","primary":true},{"value":"h@x","type":"home"}]
          {"op":"remove","path":"emails","value":[]}                     | emails  | [{"value":"w@x","type":"work","primary":true},{"value":"h@x","type":"home"}]
          {"op":"add","path":"emails","value":[{"value":"W@x","type":"work"}]} | emails | [{"value":"w@x","type":"work","primary":true},{"value":"h@x","type":"home"}]
          {"op":"replace","path":"emails[value co \\"@\\"]","value":{"value":"o@x"}} | emails | [{"value":"o@x"}]
          {"op":"add","path":"schemas","value":["urn:ietf:params:scim:schemas:core:2.0:User"]} | title | "CTO"
          {"op":"add","path":"roles","value":[{"value":"{\\"id\\":\\"18d1\\",\\"value\\":\\"read\\",\\"displayName\\":\\"Reader\\"}"}]} | roles | [{"value":"read","display":"Reader"}]
          {"op":"add","path":"roles","value":"{\\"value\\":\\"read\\"}"}    | roles   | [{"value":"read"}]
          {"op":"add","path":"roles[primary eq \\"True\\"].value","value":"{\\"value\\":\\"read\\"}"} | roles | [{"primary":true,"value":"read"}]
          {"op":"replace","value":{"roles":[{"value":"{\\"value\\":\\"read\\"}","primary":true}]}} | roles | [{"value":"read","primary":true}]
          {"op":"replace","path":"name[familyName eq \\"doe\\"].givenName","value":"J"} | name | {"givenName":"J","familyName":"Doe"}
          {"op":"remove","path":"name[familyName eq \\"doe\\"]"}         | name    | none
          {"op":"remove","path":"name[familyName eq \\"roe\\"]"}         | name    | {"givenName":"Jane","familyName":"Doe"}
          """)
  void changesWhatItNames(String operation, String attribute, String expected) {
    ObjectNode after = patch(operation);
    assertThat(after.has(attribute) ? after.get(attribute).toString() : "none").isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"op\":\"replace\",\"path\":\"roles[primary eq true].primary\",\"value\":false}",
        "{\"op\":\"add\",\"path\":\"emails[value eq \\\"a@x\\\"].value\",\"value\":\"b@x\"}",
        "{\"op\":\"add\",\"path\":\"emails[value sw \\\"a@x\\\"].display\",\"value\":\"b\"}"
      })
  void makesNoValueThatItsSelectorDoesNotMean(String operation) {
    assertThatExceptionOfType(ScimException.class)
        .isThrownBy(() -> patch(operation))
        .matches(refused -> refused.error().scimType().equals(ScimType.NO_TARGET));
  }

  /** Less understood never means more access: without its role a person would get the default. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"op\":\"remove\",\"path\":\"emails\",\"value\":[{\"id\":\"06b0\"}]}",
        "{\"op\":\"remove\",\"path\":\"emails\",\"value\":{}}",
        "{\"op\":\"remove\",\"path\":\"emails\",\"value\":[null]}",
        "{\"op\":\"replace\",\"path\":\"emails\",\"value\":[{\"id\":\"06b0\"}]}",
        "{\"op\":\"replace\",\"path\":\"roles\",\"value\":[{}]}",
        "{\"op\":\"replace\",\"path\":\"roles\",\"value\":\"\"}",
        "{\"op\":\"replace\",\"value\":{\"roles\":[{\"value\":\"\"}]}}",
        "{\"op\":\"add\",\"path\":\"emails\",\"value\":[null]}",
        "{\"op\":\"add\",\"path\":\"emails[type eq \\\"work\\\"]\",\"value\":{\"id\":1}}",
        "{\"op\":\"replace\",\"path\":\"emails[value co \\\"@\\\"]\",\"value\":{}}"
      })
  void refusesAValueOfWhichNothingIsKnown(String operation) {
    assertThatExceptionOfType(ScimException.class)
        .isThrownBy(() -> patch(operation))
        .matches(refused -> refused.error().scimType().equals(ScimType.INVALID_VALUE));
  }

  @Test
  void additionsOfRolesByEntraIdStateAllOfThem() {
    ObjectNode admin = resource();
    admin.putArray("roles").addObject().put("value", "admin").put("primary", true);
    String json = "{\\\"value\\\":\\\"read\\\"}";
    assertThat(roles(admin, Leniency.LENIENT, "read")).hasSize(2);
    assertThat(roles(admin, Leniency.STRICT, "read")).hasSize(2);
    assertThat(roles(admin, Leniency.ENTRA, "read")).hasToString("[{\"value\":\"read\"}]");
    assertThat(roles(admin, Leniency.LENIENT, json)).hasToString("[{\"value\":\"read\"}]");
  }

  private static JsonNode roles(ObjectNode before, Leniency leniency, String added) {
    return patch(
            before,
            leniency,
            "{\"op\":\"add\",\"path\":\"roles\",\"value\":[{\"value\":\"" + added + "\"}]}")
        .path("roles");
  }

  @Test
  void leavesTheRestAndTheOriginalAlone() {
    ObjectNode before = resource();
    ObjectNode after = patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"CEO\"}");
    assertThat(before).isEqualTo(resource());
    after.put("title", "CTO");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void reachesIntoExtensions() {
    String urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    assertThat(
            patch(
                    "{\"op\":\"add\",\"path\":\""
                        + urn
                        + ":manager\",\"value\":[{\"$ref\":\"x\",\"value\":\"m\"}]}")
                .toString())
        .contains("manager");
    assertThat(patch("{\"op\":\"remove\",\"path\":\"" + urn + ":department\"}").has(urn)).isFalse();
    assertThat(
            patch("{\"op\":\"replace\",\"value\":{\"" + urn + "\":{\"costCenter\":\"7\"}}}")
                .get(urn)
                .toString())
        .isEqualTo("{\"department\":\"R\",\"costCenter\":\"7\"}");
    assertThat(patch("{\"op\":\"remove\",\"path\":\"" + urn + "\"}").has(urn)).isFalse();
    assertThat(patch("{\"op\":\"replace\",\"value\":{\"" + urn + "\":null}}").has(urn)).isFalse();
  }

  /** OneLogin's managerId is nothing that the schema knows: the manager stays. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'displayName':'Boss'}|boss",
        "{'managerId':'7','displayName':'Boss'}|boss",
        "{'value':'other'}|other",
        "{'value':''}|",
        "\"\"|"
      })
  void givesTheManagerThatItNames(String value, String expected) {
    String urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    String path = "{'op':'add','path':'" + urn + ":manager','value':";
    ObjectNode after = patch((path + "'boss'}," + path + value + "}").replace('\'', '"'));
    assertThat(after.path(urn).path("manager").path("value").asText(null)).isEqualTo(expected);
  }

  @Test
  void anAttributeHasSoManyValuesInAll() throws JsonProcessingException {
    StringBuilder values = new StringBuilder("\"x0\"");
    for (int n = 1; n < 1000; n++) {
      values.append(",\"x").append(n).append('"');
    }
    String add = "{\"op\":\"add\",\"path\":\"entitlements\",\"value\":[%s]}";
    String most = add.formatted(values);
    assertThat(patch(most + "," + most).get("entitlements")).hasSize(1000);
    for (String more :
        List.of(
            add.formatted("\"y\""),
            "{\"op\":\"add\",\"path\":\"entitlements[type eq \\\"t\\\"].value\",\"value\":\"y\"}")) {
      assertThatExceptionOfType(ScimException.class)
          .isThrownBy(() -> patch(most + "," + more))
          .withMessageContaining("more than 1000 values");
    }
  }

  @Test
  void doesAllInOrderOrNothing() {
    String both =
        "{\"op\":\"replace\",\"path\":\"title\",\"value\":\"X\"},"
            + "{\"op\":\"replace\",\"path\":\"groups\",\"value\":[]}";
    assertThatExceptionOfType(ScimException.class).isThrownBy(() -> patch(both));
    assertThat(
            patch(
                    "{\"op\":\"remove\",\"path\":\"emails\"},"
                        + "{\"op\":\"add\",\"path\":\"emails\",\"value\":[{\"value\":\"n@x\"}]}")
                .get("emails")
                .toString())
        .isEqualTo("[{\"value\":\"n@x\"}]");
  }

  /** Which of them would be meant? Nothing of it is done. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'title':'A','Title':'B'}",
        "{'title':'A','urn:ietf:params:scim:schemas:core:2.0:User:title':'B'}",
        "{'title':'A','urn:ietf:params:scim:schemas:core:2.0:User':{'title':'B'}}",
        "{'name.givenName':'A','NAME.givenname':'B'}"
      })
  void refusesWhatIsGivenTwice(String value) {
    assertThatExceptionOfType(ScimException.class)
        .isThrownBy(() -> patch(("{'op':'replace','value':" + value + "}").replace('\'', '"')))
        .matches(refused -> refused.error().scimType().equals(ScimType.INVALID_SYNTAX))
        .withMessageContaining("is given twice");
  }

  /** What is only understood by leniency: under STRICT it is refused. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'op':'replace','path':'active','value':'False'}|invalidValue",
        "{'op':'replace','value':{'active':'False'}}|invalidValue",
        "{'op':'replace','value':{'id':'x'}}|mutability",
        "{'op':'replace','value':{'name.givenName':'x'}}|invalidPath",
        "{'op':'replace','value':{'nonsense':'x'}}|invalidPath",
        "{'op':'add','path':'emails','value':{'value':'x@y'}}|invalidValue",
        "{'op':'add','path':'emails[type eq \"other\"].value','value':'x@y'}|noTarget",
        "{'op':'replace','path':'emails[type eq \"other\"].value','value':'x@y'}|noTarget",
        "{'op':'remove','path':'emails','value':[{'value':'x@y'}]}|invalidValue",
        "{'op':'replace','path':'emails[type eq \"work\"]','value':'x@y'}|invalidValue",
        "{'op':'replace','path':'emails[type eq \"work\"]','value':{'primary':'True'}}|invalidValue",
        "{'op':'replace','path':'emails[type eq \"work\"].primary','value':'False'}|invalidValue",
        "{'op':'replace','path':'emails','value':[{'value':'x@y','primary':'True'}]}|invalidValue",
      })
  void strictKeepsToTheLetter(String operation, String scimType) {
    String json = operation.replace('\'', '"').replaceAll("\"(other|work)\"", "\\\\\"$1\\\\\"");
    assertThat(patch(json)).isNotNull();
    assertThatExceptionOfType(ScimException.class)
        .isThrownBy(() -> patch(json, Leniency.STRICT))
        .matches(refused -> refused.error().scimType().wireName().equals(scimType), scimType);
  }

  private static ObjectNode patch(String operations) {
    return patch(operations, Leniency.LENIENT);
  }

  private static ObjectNode patch(String operations, Leniency leniency) {
    return patch(resource(), leniency, operations);
  }

  private static ObjectNode patch(ObjectNode before, Leniency leniency, String operations) {
    return Patch.apply(
        ResourceType.USER,
        before,
        PatchOperation.read(
            ResourceType.USER,
            tree(
                "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":["
                    + operations
                    + "]}"),
            leniency));
  }

  private static ObjectNode resource() {
    return Resources.read(ResourceType.USER, tree(BEFORE));
  }

  private static ObjectNode tree(String json) {
    try {
      return (ObjectNode) StrictJson.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
