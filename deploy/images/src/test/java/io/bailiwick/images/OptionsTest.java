package io.bailiwick.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is accepted as base and as origin of an image. */
class OptionsTest {

  @Test
  void aBaseHasADigest() {
    String digest = "0123456789abcdef".repeat(4);
    assertThat(new Base.Named("eclipse-temurin:25-jre@sha256:" + digest).components()).isEmpty();
    for (String other : new String[] {"eclipse-temurin:25-jre", "java@sha256:12", "java", ""}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Base.Named(other))
          .withMessageContaining("--base takes NAME@sha256:DIGEST");
    }
  }

  @Test
  void theLabelOfTheSourceHasNeitherPathNorCredentials() {
    assertThat(Release.published("https://me:secret@git.example/b.git"))
        .contains("https://git.example/b.git");
    assertThat(Release.published("/home/me/b")).isEmpty();
    assertThat(Release.published("git@git.example:b.git")).isEmpty();
  }

  @Test
  void aServiceIsPackagedFirst(@TempDir Path project) {
    assertThatIllegalStateException()
        .isThrownBy(() -> ServiceImage.of(project, "scim-gateway", Optional.empty()))
        .withMessageContaining("scim-gateway is not packaged");
  }
}
