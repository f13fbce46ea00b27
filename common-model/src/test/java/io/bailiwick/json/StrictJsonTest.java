package io.bailiwick.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.bailiwick.model.HandleSettings;
import io.bailiwick.model.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  /** Its message begins with the name of the member that it is in, and goes on. */
  record Inner(int many) {
    Inner {
      if (many < 1) {
        throw new IllegalArgumentException("sizes must be 1 or more");
      }
    }
  }

  record Sample(
      String name,
      int size,
      Optional<Role> role,
      Optional<HandleSettings.WhenTaken> whenTaken,
      Optional<Duration> lasts,
      Optional<Instant> at,
      Optional<List<HandleSettings>> handles,
      Optional<Inner> siz) {
    Sample {
      if (size < 1) {
        throw new IllegalArgumentException("size must be 1 or more");
      }
      handles = handles.map(List::copyOf);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "\"x\"",
        "[]",
        "{",
        "{}}",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":\"\\u0000\"}",
        "{\"\\u0000\":1}",
        "{\"a\":[{\"b\":\"\\ud800\"}]}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":[{\"b\":-1e309}]}",
        "{\"a\":1}x"
      })
  void refuses(String json) {
    assertThatExceptionOfType(BadJson.class).isThrownBy(() -> StrictJson.object(bytes(json)));
  }

  @Test
  void refusesNestingBeyondItsBound() {
    String deep = "{\"a\":".repeat(200) + "1" + "}".repeat(200);
    assertThatExceptionOfType(BadJson.class)
        .isThrownBy(() -> StrictJson.object(bytes(deep)))
        .withMessageContaining("too deeply");
    String within = "{\"a\":".repeat(60) + "1" + "}".repeat(60);
    assertThatNoException().isThrownBy(() -> StrictJson.object(bytes(within)));
  }

  @Test
  void takesWholeSurrogatePairs() throws BadJson {
    assertThat(StrictJson.object(bytes("{\"a\":\"\\ud83d\\ude00\"}")).get("a").textValue())
        .isEqualTo("\uD83D\uDE00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name":123,"size":1}                    | name     | name must be a string.
          {"name":"x","size":"1"}                  | size     | size must be a number.
          {"name":"x","size":0}                    | size     | size must be 1 or more.
          {"name":"x","size":1,"more":true}        | more     | more is not known here. Members are: at, handles, lasts, name, role, siz, size, whenTaken.
          {"name":"x","siz":{"many":1},"sise":1}     | sise     | sise is not known here. Members are: at, handles, lasts, name, role, siz, size, whenTaken.
          {"name":"x","size":1,"siz":{"mani":0}}    | siz.mani | siz.mani is not known here. Members are: many.
          {"name":"x","size":1,"handles":"a"}      | handles  | handles must be a list.
          {"name":"x","size":1,"handles":["a"]}    | handles[0] | handles[0] must be an object.
          {"name":"x","size":1,"handles":[{"suffix":"a","whenTaken":"FAIL"},null]} | handles[1] | handles[1] must not be null.
          {"name":"x","size":null}                 | size     | size must be a number.
          {"name":"x","size":1,"whenTaken":7}      | whenTaken | whenTaken must be one of NUMBER, FAIL.
          {"name":"x","size":1,"role":"owner"}     | role     | role must be one of no_access, read, contributor, write, admin.
          {"name":"x","size":1,"whenTaken":"no"}   | whenTaken | whenTaken must be one of NUMBER, FAIL.
          {"name":"x","size":1,"lasts":"1h"}       | lasts    | lasts must be an ISO 8601 duration, such as PT1H.
          {"name":"x","size":1,"at":"tomorrow"}    | at       | at must be an RFC 3339 date-time, such as 2026-11-24T09:00:00Z.
          {"name":"x","size":1,"siz":{"many":0}}   | siz      | siz sizes must be 1 or more.
          {"name":"x","size":1,"handles":[{"suffix":"a","whenTaken":"FAIL"},{"suffix":"-","whenTaken":"FAIL"}]} | handles[1].suffix | handles[1].suffix must be 1 to 20 lower-case letters, digits and single dashes inside.
          """)
  void namesTheMemberAtFault(String json, String member, String detail) {
    assertThatExceptionOfType(BadJson.class)
        .isThrownBy(() -> StrictJson.readClosed(bytes(json), Sample.class))
        .satisfies(
            bad -> {
              assertThat(bad.member()).isEqualTo(member);
              assertThat(bad.detail()).isEqualTo(detail);
            });
  }

  @Test
  void readsConstantsInAnyLetterCaseOfPeopleOnly() throws BadJson {
    byte[] lower = bytes("{\"name\":\"x\",\"size\":1,\"whenTaken\":\"fail\",\"role\":\"READ\"}");
    assertThat(StrictJson.readClosed(lower, Sample.class).whenTaken())
        .contains(HandleSettings.WhenTaken.FAIL);
    assertThatExceptionOfType(BadJson.class).isThrownBy(() -> StrictJson.read(lower, Sample.class));
  }

  @Test
  void ignoresUnknownMembersWhereItIsToldTo() throws BadJson {
    assertThat(StrictJson.read(bytes("{\"name\":\"x\",\"size\":1,\"more\":true}"), Sample.class))
        .matches(sample -> sample.name().equals("x") && sample.size() == 1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
