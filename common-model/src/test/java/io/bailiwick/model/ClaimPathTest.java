package io.bailiwick.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.json.StrictJson;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Claims in the shapes that providers give them, and those that nobody can read. */
class ClaimPathTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"urn:zitadel:iam:org:project:roles":{"admin":{"1":"acme"}}} | urn:zitadel:iam:org:project:roles | [admin] |
          {"groups":[{"id":"1","name":"a"},{"id":"2"}]}                | groups.name    | [a]      |
          {"groups":[{"name":["a","b"]}]}                              | groups.name    | [a, b]   |
          {"groups":[{"role":{"name":"a"}}]}                           | groups.role.name | [a]    |
          {"groups":"writer, admin,"}                                  | groups         | [writer, admin] |
          {"groups":["a,b"]}                                           | groups         | [a,b]    |
          {"groups":[]}                                                | groups.name    | []       |
          {"groups":{}}                                                | groups         | []       |
          {"groups":[]}                                                | groups         | []       |
          {}                                                           | groups.name    |          |
          {"groups":null}                                              | groups         |          |
          {"groups":[{"id":"1"}]}                                      | groups         | []       | groups
          {"groups":[{"id":"1"}]}                                      | groups.name    | []       | groups
          {"groups":["a"]}                                             | groups.name    | []       | groups
          {"groups":{"a":false,"b":"no","c":{}}}                       | groups         | []       | groups
          {"groups":{"a":false,"b":null,"c":{},"d":[]}}                | groups         | []       |
          {"realm":{"groups":{"a":false}}}                             | realm.groups   | []       |
          {"realm":{"groups":[{"id":"1"}]}}                            | realm.groups   | []       | realm
          """)
  void readsWhatProvidersState(String json, String path, String values, String unreadable)
      throws Exception {
    JsonNode claims = StrictJson.mapper().readTree(json);
    assertThat(ClaimPath.values(claims, path, Optional.of(",")).map(Object::toString))
        .isEqualTo(Optional.ofNullable(values));
    assertThat(ClaimPath.unreadable(claims, path)).isEqualTo(Optional.ofNullable(unreadable));
  }

  /** A person is called by a text, not by the name of a member. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name":{"jane":true}}             | name         |
          {"emails":[{"value":"j@acme"}]}    | emails.value | j@acme
          {"name":[" ","jane"]}              | name         | jane
          """)
  void readsAText(String json, String path, String text) throws Exception {
    assertThat(ClaimPath.text(StrictJson.mapper().readTree(json), path))
        .isEqualTo(Optional.ofNullable(text));
  }
}
