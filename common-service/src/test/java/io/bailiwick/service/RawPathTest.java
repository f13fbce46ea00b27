package io.bailiwick.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
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
  void refuses(String uri) {
    assertThat(RawPath.isAmbiguous(uri)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/scim/v2/acme/Users",
        "/scim/v2/acme/Users?filter=userName%20eq%20%22a%2Fb;..//%22",
        "/a..b/c.d",
        "/Users/mgd_0"
      })
  void takes(String uri) {
    assertThat(RawPath.isAmbiguous(uri)).isFalse();
  }
}
