package io.bailiwick.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionTest {

  @Test
  void isReadBackFromItsToken() {
    Revision revision = new Revision(Revision.Kind.ORGANIZATION, "acme", 7);
    assertThat(Revision.parse(revision.token())).contains(revision);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "aWRlbnRpdHk", "aWRlbnRpdHk6MDp4", "Zm9vOjE6eA"})
  void isEmptyForAnythingElse(String token) {
    assertThat(Revision.parse(token)).isEmpty();
    assertThat(Revision.parse(token.repeat(300))).isEmpty();
  }
}
