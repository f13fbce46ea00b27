package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.check.Caller.Answer;
import java.io.IOException;
import java.util.List;

/**
 * Sends the requests of a history, and writes each down.
 *
 * @param written the history so far
 */
record Requests(Caller caller, String place, List<String> written) {

  /** Sends a request, which must have a status; otherwise the history ends here. */
  JsonNode send(String method, String path, Object body, int expected)
      throws IOException, InterruptedException {
    Answer answer =
        switch (method) {
          case "POST" -> caller.post(path, body);
          case "PUT" -> caller.put(path, body);
          case "PATCH" -> caller.patch(path, body);
          default -> caller.delete(path);
        };
    String line = "%s %s %s %s -> %d".formatted(place, method, path, body, answer.status());
    written.add(line);
    if (answer.status() != expected) {
      throw new AssertionError("expected %d of %s: %s".formatted(expected, line, answer.body()));
    }
    return answer.body();
  }
}
