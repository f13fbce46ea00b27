package io.bailiwick.gateway.scim.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.MemberChange;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What the operations of a PATCH, one after the other, make of a group's members. */
class MemberEditsTest {
  private static MemberChange members(String... operations) throws BadJson {
    String body = "{\"Operations\":[" + String.join(",", operations) + "]}";
    ObjectNode json = StrictJson.object(body.getBytes(StandardCharsets.UTF_8));
    return MemberEdits.of(PatchOperation.read(ResourceType.GROUP, json, Leniency.LENIENT))
        .members();
  }

  private static String op(String op, String... ids) {
    StringBuilder value = new StringBuilder();
    for (String id : ids) {
      value.append(value.isEmpty() ? "" : ",").append("{\"value\":\"").append(id).append("\"}");
    }
    return "{\"op\":\"%s\",\"path\":\"members\",\"value\":[%s]}".formatted(op, value);
  }

  @Test
  void theLastWordOnEachCounts() throws BadJson {
    assertThat(members(op("add", "a", "b"), op("remove", "a", "c"), op("add", "c")))
        .isEqualTo(new MemberChange(false, Set.of("b", "c"), Set.of("a")));
  }

  @Test
  void afterAReplaceNobodyElseIsLeft() throws BadJson {
    assertThat(members(op("remove", "x"), op("replace", "a", "b"), op("remove", "a", "y")))
        .isEqualTo(new MemberChange(true, Set.of("b"), Set.of()));
    assertThat(members(op("add", "a"), "{\"op\":\"remove\",\"path\":\"members\"}"))
        .isEqualTo(MemberChange.exactly(Set.of()));
  }

  /** As much as a body may hold: what came before is not copied for each that follows. */
  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void manyOperationsAreTakenOneByOne() throws BadJson {
    String[] operations = new String[1000];
    for (int n = 0; n < operations.length; n++) {
      String[] ids = new String[200];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = Integer.toString(n * ids.length + i);
      }
      operations[n] = op("add", ids);
    }
    assertThat(members(operations).add()).hasSize(200_000);
  }
}
