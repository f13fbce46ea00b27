package io.bailiwick.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.bailiwick.model.Handles;
import io.bailiwick.model.Role;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  record Sample(String name, int size, Optional<Role> role, Optional<Handles> handles) {}

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
  @ValueSource(
      strings = {
        "{\"name\":123,\"size\":1}",
        "{\"name\":\"x\",\"size\":\"1\"}",
        "{\"name\":\"x\",\"size\":1,\"role\":\"owner\"}",
        "{\"name\":\"x\",\"size\":1,\"handles\":{\"suffix\":\"-\",\"whenTaken\":\"FAIL\"}}",
        "{\"name\":\"x\",\"size\":1,\"more\":true}"
      })
  void namesTheMemberAtFault(String json) {
    assertThatExceptionOfType(BadJson.class)
        .isThrownBy(() -> StrictJson.readClosed(bytes(json), Sample.class))
        .satisfies(bad -> assertThat(bad.member()).isNotEmpty());
  }

  @Test
  void ignoresUnknownMembersWhereItIsToldTo() throws BadJson {
    assertThat(StrictJson.read(bytes("{\"name\":\"x\",\"size\":1,\"more\":true}"), Sample.class))
        .isEqualTo(new Sample("x", 1, Optional.empty(), Optional.empty()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
