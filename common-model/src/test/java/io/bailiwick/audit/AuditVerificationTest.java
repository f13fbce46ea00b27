package io.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.audit.AuditVerification.Result;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditVerificationTest {
  private final List<String> lines = export(5);

  @Test
  void acceptsWhatWasExported() throws IOException {
    assertThat(verified(lines))
        .isInstanceOfSatisfying(
            Result.Unbroken.class,
            result -> {
              assertThat(result.entries()).isEqualTo(5);
              assertThat(result.first()).isEqualTo(1);
              assertThat(result.last()).isEqualTo(5);
              assertThat(lines.getLast()).contains(result.hash());
            });
    assertThat(verified(lines.subList(2, 5)))
        .isInstanceOfSatisfying(
            Result.Unbroken.class, result -> assertThat(result.first()).isEqualTo(3));
    assertThat(verified(List.of())).isInstanceOf(Result.Unbroken.class);
  }

  /** A tool that reads and writes JSON may change white space and the order of members. */
  @Test
  void acceptsAnotherForm() throws IOException {
    lines.set(1, lines.get(1).replace("{\"a\":1,\"n\":2}", "{ \"n\": 2, \"a\": 1 }"));
    assertThat(lines.get(1)).contains("{ \"n\"");
    assertThat(verified(lines)).isInstanceOf(Result.Unbroken.class);
  }

  @Test
  void namesAChangedLine() throws IOException {
    lines.set(2, lines.get(2).replace("\"n\":3", "\"n\":7"));
    assertThat(verified(lines))
        .isEqualTo(broken(3, "entry 3 was changed: its hash is another one"));
  }

  /** A forger who computes the hash of a changed entry anew breaks the next line. */
  @Test
  void namesTheLineAfterAForgedOne() throws IOException, BadJson {
    String previous = object(lines.get(1)).path("hash").asText();
    lines.set(2, line(3, previous, "{\"a\":1,\"n\":7}"));
    assertThat(verified(lines))
        .isEqualTo(broken(4, "entry 4 does not follow entry 3: its previousHash is another one"));
  }

  @Test
  void namesAMissingLine() throws IOException {
    lines.remove(2);
    assertThat(verified(lines)).isEqualTo(broken(3, "entry 3 is missing before entry 4"));
  }

  @Test
  void namesALineOutOfOrder() throws IOException {
    lines.add(2, lines.remove(0));
    assertThat(verified(lines)).isEqualTo(broken(2 + 1, "entry 1 is out of order after entry 3"));
  }

  @Test
  void namesALineThatIsNoEntry() throws IOException {
    lines.set(1, "{\"sequence\":2}");
    assertThat(verified(lines)).isEqualTo(broken(2, "sequence, previousHash or entry is missing"));
    lines.set(1, "half a li");
    assertThat(verified(lines)).isEqualTo(broken(2, "it is no JSON object"));
  }

  @Test
  void aFirstEntryHasNothingBeforeIt() throws IOException {
    assertThat(verified(List.of(line(1, "1".repeat(64), "{}"))))
        .isEqualTo(broken(1, "the first entry has another one before it"));
  }

  /** The bytes that others must hash, for those who verify without this class. */
  @Test
  void theCanonicalFormIsThatOfRfc8785() throws BadJson {
    JsonNode entry = object("{\"z\":\"\\u001f\\u00e9/\\\"\\n\",\"a\":[1,{\"c\":null,\"b\":true}]}");
    assertThat(AuditChain.canonical(entry))
        .isEqualTo("{\"a\":[1,{\"b\":true,\"c\":null}],\"z\":\"\\u001fé/\\\"\\n\"}");
  }

  private static Result verified(List<String> lines) throws IOException {
    return AuditVerification.verify(new BufferedReader(new StringReader(String.join("\n", lines))));
  }

  private static Result broken(long line, String reason) {
    return new Result.Broken(line, reason);
  }

  private static List<String> export(int entries) {
    List<String> lines = new ArrayList<>();
    String previous = AuditChain.START;
    for (int n = 1; n <= entries; n++) {
      String entry = "{\"a\":1,\"n\":" + n + "}";
      lines.add(line(n, previous, entry));
      previous = AuditChain.hash(previous, entry);
    }
    return lines;
  }

  private static String line(int sequence, String previous, String entry) {
    return "{\"sequence\":%d,\"previousHash\":\"%s\",\"hash\":\"%s\",\"entry\":%s}"
        .formatted(sequence, previous, AuditChain.hash(previous, entry), entry);
  }

  private static JsonNode object(String json) throws BadJson {
    return StrictJson.object(json.getBytes(StandardCharsets.UTF_8));
  }
}
