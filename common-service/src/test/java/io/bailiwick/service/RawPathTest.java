package io.bailiwick.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/organizations;x",
        "/a%2Fb",
        "/a%2fb",
        "/a%5Cb",
        "/a%3bx",
        "/a%00",
        "//a",
        "/a//b",
        "/../a",
        "/a/..",
        "/a/../b",
        "/a/%2E%2e/b",
        "/a\\b",
        "/./a"
      })
  void refuses(String path) {
    assertThat(RawPath.isAmbiguous(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a%2Fb        | an encoded slash",
        "/in%00itech   | U+0000",
        "/acme;x=1     | a semicolon",
        "/acme%3Bx=1   | a semicolon",
        "//a\\b       | a backslash, an empty segment",
        "/a/%2e/../b   | a segment of dots, an encoded dot"
      })
  void namesTheFaults(String path, String faults) {
    assertThat(String.join(", ", RawPath.faults(path))).isEqualTo(faults);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/scim/v2/acme/Users", "/a..b/c.d", "/Users/mgd_0"})
  void takes(String path) {
    assertThat(RawPath.isAmbiguous(path)).isFalse();
  }
}
