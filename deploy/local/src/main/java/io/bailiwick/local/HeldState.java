package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.StateDigest;
import io.bailiwick.model.StateKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The versions that a service holds of an organization, read by its digests.
 *
 * @param service the name of the service for people
 * @param path the path of the organization
 */
record HeldState(String service, Caller caller, String path) {
  /** The most ids that a service publishes in one request. */
  private static final int MOST = 1_000;

  StateDigest digest(StateKind kind) throws IOException, InterruptedException {
    JsonNode digests = caller.get(path + "/digests").expect(200).body();
    return StrictJson.mapper().treeToValue(digests.get(kind.wireName()), StateDigest.class);
  }

  /** Returns the versions by the ids of some buckets. */
  Map<String, Long> versions(StateKind kind, Set<Integer> buckets)
      throws IOException, InterruptedException {
    String numbers = buckets.stream().map(String::valueOf).collect(Collectors.joining(","));
    JsonNode answer =
        caller
            .get("%s/digests/%s?buckets=%s".formatted(path, kind.wireName(), numbers))
            .expect(200)
            .body();
    Map<String, Long> versions = new HashMap<>();
    answer
        .get("versions")
        .properties()
        .forEach(e -> versions.put(e.getKey(), e.getValue().longValue()));
    return versions;
  }

  /** Publishes what it owns of these ids again. */
  void publishAgain(List<String> ids) throws IOException, InterruptedException {
    for (int from = 0; from < ids.size(); from += MOST) {
      List<String> some = ids.subList(from, Math.min(from + MOST, ids.size()));
      caller.post(path + "/republication", Map.of("ids", some)).expect(200);
    }
  }
}
