package io.bailiwick.gateway.scim.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.scim.bulk.BulkOperation.Method;
import io.bailiwick.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The order of a bulk request's operations, RFC 7644 section 3.7.2. */
class BulkPlanTest {
  private final List<BulkOperation> operations = new ArrayList<>();

  private void post(String bulkId, Stream<String> refersTo) {
    ObjectNode data = StrictJson.mapper().createObjectNode();
    var members = data.putArray("members");
    refersTo.forEach(name -> members.addObject().put("value", "bulkId:" + name));
    operations.add(
        new BulkOperation(
            operations.size(),
            Method.POST,
            ResourceType.USER,
            Optional.empty(),
            Optional.of(bulkId),
            Optional.empty(),
            data));
  }

  private List<String> plan() {
    return BulkPlan.of(operations).units().stream()
        .flatMap(unit -> unit.steps().stream())
        .map(
            step ->
                step.operation().bulkId().orElseThrow()
                    + (step.completes() ? "!" : step.leftOut().isEmpty() ? "" : "?"))
        .toList();
  }

  @Test
  void whatRefersWaits() {
    post("group", Stream.of("b", "a"));
    post("a", Stream.of());
    post("b", Stream.of("a"));
    assertThat(plan()).containsExactly("a", "b", "group");
  }

  @Test
  void aCircleIsOneUnit() {
    post("beside", Stream.of("b"));
    post("a", Stream.of("c"));
    post("b", Stream.of("a"));
    post("c", Stream.of("b"));
    assertThat(plan()).containsExactly("a?", "b", "c", "a!", "beside");
    assertThat(BulkPlan.of(operations).units())
        .extracting(unit -> unit.operations().size())
        .containsExactly(3, 1);
  }

  @Test
  void oneThatRefersToItselfIsACircle() {
    post("a", Stream.of("a"));
    assertThat(plan()).containsExactly("a?", "a!");
  }

  /** Hundreds that wait for hundreds of circles: so many steps, not the square of them each. */
  @Test
  @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
  void manyCirclesDoNotHoldItUp() {
    for (int n = 0; n < 500; n++) {
      post("w" + n, IntStream.rangeClosed(n + 1, 500).mapToObj(later -> "w" + later));
    }
    post("w500", Stream.of("x248"));
    for (int n = 0; n < 249; n++) {
      post("x" + n, Stream.of("y" + n));
      post("y" + n, Stream.of("x" + n));
    }
    assertThat(plan()).filteredOn(step -> !step.endsWith("!")).hasSize(999);
  }

  /** Each waits for the next: so many steps, not the cube of them. */
  @Test
  @Timeout(value = 10, threadMode = ThreadMode.SEPARATE_THREAD)
  void aLongChainDoesNotHoldItUp() {
    for (int n = 0; n < 4000; n++) {
      post("c" + n, n < 3999 ? Stream.of("c" + (n + 1)) : Stream.of());
    }
    assertThat(plan()).startsWith("c3999", "c3998").endsWith("c1", "c0").hasSize(4000);
  }

  @Test
  @Timeout(value = 10, threadMode = ThreadMode.SEPARATE_THREAD)
  void aLongChainOfCirclesDoesNotHoldItUp() {
    for (int n = 0; n < 2000; n++) {
      post("x" + n, n < 1999 ? Stream.of("y" + n, "x" + (n + 1)) : Stream.of("y" + n));
      post("y" + n, Stream.of("x" + n));
    }
    assertThat(plan())
        .startsWith("x1999?", "y1999", "x1999!", "x1998?")
        .endsWith("x0?", "y0", "x0!")
        .hasSize(6000);
  }
}
