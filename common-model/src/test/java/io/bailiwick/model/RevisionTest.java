package io.bailiwick.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
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

  @Test
  void ofATimeHasItsMicroseconds() {
    Instant time = Instant.parse("2026-11-23T09:00:00.123456Z");
    assertThat(Revision.parse(Revision.before(time).token()).orElseThrow().moment())
        .isEqualTo(time);
  }

  @Test
  void severalAreOneText() {
    Revision identity = new Revision(Revision.Kind.IDENTITY, "mgd_1", 3);
    Revision session = new Revision(Revision.Kind.SESSION, "ses_1", 1);
    Revisions both = new Revisions(List.of(identity, session));
    assertThat(Revisions.parse(both.text())).contains(both);
    assertThat(Revisions.parse(identity.token())).contains(Revisions.of(identity));
    assertThat(Revisions.parse(identity.token() + "," + session.token())).contains(both);
  }

  @Test
  void aTextWithAnythingElseIsNone() {
    String token = new Revision(Revision.Kind.IDENTITY, "mgd_1", 3).token();
    for (String text :
        List.of("", ",", token + ",", "," + token, token + ", %", token + " " + token)) {
      assertThat(Revisions.parse(text)).isEmpty();
    }
    assertThat(Revisions.parse(String.join(",", Collections.nCopies(Revisions.MOST, token))))
        .isPresent();
    assertThat(Revisions.parse(String.join(",", Collections.nCopies(Revisions.MOST + 1, token))))
        .isEmpty();
  }
}
