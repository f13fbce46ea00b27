package io.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.AuditEntry.Change;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditChangesTest {

  @Test
  void equalStatesHaveNoChanges() throws BadJson {
    assertThat(between("{'a':1,'b':null}", "{'b':[],'a':1}")).isEmpty();
  }

  @Test
  void namesOnlyWhatDiffers() throws BadJson {
    assertThat(between("{'a':{'b/c':1,'d':2},'e':'x'}", "{'a':{'b/c':3,'d':2},'f':'y'}"))
        .containsExactly(
            change("/a/b~1c", "1", "3"), change("/e", "'x'", ""), change("/f", "", "'y'"));
  }

  /** A list of thousands in which one element comes has that element alone. */
  @Test
  void ofAListNamesTheElementsThatComeAndGo() throws BadJson {
    assertThat(between("{'a':[1,2,3]}", "{'a':[3,4,1]}"))
        .containsExactly(change("/a", "[2]", "[4]"));
    assertThat(between("{'a':[1,2]}", "{'a':[2,1]}"))
        .containsExactly(change("/a", "[1,2]", "[2,1]"));
    assertThat(between("{'a':[1]}", "{'a':[1,2]}")).containsExactly(change("/a", "", "[2]"));
  }

  /** The entry fits into a record, whatever the values are. */
  @Test
  void largeValuesAreReplacedByTheirSize() {
    ObjectNode large = StrictJson.mapper().createObjectNode();
    large.put("one", "\u0001".repeat(AuditChanges.MOST_BYTES_EACH));
    for (int i = 0; i < 2 * AuditChanges.MOST; i++) {
      large.put("member" + i, "x".repeat(400));
    }
    List<Change> changes = AuditChanges.between(Optional.empty(), Optional.of(large));

    assertThat(changes.getFirst().after().orElseThrow().path("omittedBytes").asInt())
        .isGreaterThan(6 * AuditChanges.MOST_BYTES_EACH);
    assertThat(changes).hasSize(AuditChanges.MOST + 1);
    assertThat(changes.getLast().after().orElseThrow().path("omittedChanges").asInt())
        .isEqualTo(AuditChanges.MOST + 1);
    assertThat(StrictJson.write(changes).length).isLessThan(2 * AuditChanges.MOST_BYTES);
  }

  private static Change change(String field, String before, String after) throws BadJson {
    return new Change(field, value(before), value(after));
  }

  private static Optional<JsonNode> value(String json) throws BadJson {
    return json.isEmpty() ? Optional.empty() : Optional.of(object("{'v':" + json + "}").get("v"));
  }

  private static List<Change> between(String before, String after) throws BadJson {
    return AuditChanges.between(Optional.of(object(before)), Optional.of(object(after)));
  }

  private static ObjectNode object(String json) throws BadJson {
    return StrictJson.object(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
