package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A catalogue is data: mistakes in it are found when it is read, not when it decides. */
class CatalogueTest {

  @Test
  void aNewActionNeedsNoCode() {
    Catalogue catalogue =
        Catalogue.read(Map.of("kite.fly", Map.of("class", "write", "own", "role read")));
    assertThat(catalogue.rule("kite.fly")).isPresent();
    assertThat(catalogue.rule("kite.sell")).isEmpty();
  }

  @Test
  void mistakesAreNamed() {
    wrong(Map.of("own", "allow"), "class");
    wrong(Map.of("class", "flying", "own", "allow"), "flying");
    wrong(Map.of("class", "write"), "place");
    wrong(Map.of("class", "write", "away", "allow"), "away");
    wrong(Map.of("class", "write", "own>away", "allow"), "own>away");
    wrong(Map.of("class", "write", "own", "perhaps"), "perhaps");
    wrong(Map.of("class", "write", "own", "role emperor"), "emperor");
    wrong(Map.of("class", "write", "own", "role"), "role");
    wrong(Map.of("class", "write", "own", "deny because"), "because");
    wrong(Map.of("class", "write", "own", Map.of("public", "allow")), "private");
    wrong(Map.of("class", "write", "own", "allow", "anywhere", "allow"), "anywhere");
  }

  private static void wrong(Map<String, Object> form, String named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalogue.read(Map.of("kite.fly", form)))
        .withMessageContaining("kite.fly")
        .withMessageContaining(named);
  }
}
