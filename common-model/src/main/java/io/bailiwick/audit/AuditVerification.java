package io.bailiwick.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Verifies an export of an organization's audit log: one line for each entry, in order, with {@code
 * sequence}, {@code previousHash}, {@code hash} and {@code entry}.
 *
 * <p>An export may begin later than the first entry. It cannot show that entries are missing after
 * its last line; compare its last hash with that of the service.
 */
public final class AuditVerification {
  private static final String HASH = "[0-9a-f]{64}";

  private long line;
  private long first;
  private long last;
  private String hash = AuditChain.START;

  private AuditVerification() {}

  /** Reads an export to its end, or to the first line that is wrong. */
  public static Result verify(BufferedReader export) throws IOException {
    AuditVerification chain = new AuditVerification();
    for (String text = export.readLine(); text != null; text = export.readLine()) {
      chain.line++;
      Optional<String> wrong = chain.check(text);
      if (wrong.isPresent()) {
        return new Result.Broken(chain.line, wrong.get());
      }
    }
    return new Result.Unbroken(chain.line, chain.first, chain.last, chain.hash);
  }

  private Optional<String> check(String text) {
    ObjectNode read;
    try {
      read = StrictJson.object(text.getBytes(StandardCharsets.UTF_8));
    } catch (BadJson bad) {
      return Optional.of("it is no JSON object");
    }
    long sequence = read.path("sequence").asLong(0);
    String previous = read.path("previousHash").asText();
    String stated = read.path("hash").asText();
    if (sequence < 1 || !previous.matches(HASH) || !read.path("entry").isObject()) {
      return Optional.of("sequence, previousHash or entry is missing");
    }
    Optional<String> misplaced = misplaced(sequence, previous);
    if (misplaced.isPresent()) {
      return misplaced;
    }
    if (!AuditChain.hash(previous, AuditChain.canonical(read.path("entry"))).equals(stated)) {
      return Optional.of("entry %d was changed: its hash is another one".formatted(sequence));
    }
    first = line == 1 ? sequence : first;
    last = sequence;
    hash = stated;
    return Optional.empty();
  }

  private Optional<String> misplaced(long sequence, String previous) {
    if (line == 1) {
      return sequence == 1 && !previous.equals(AuditChain.START)
          ? Optional.of("the first entry has another one before it")
          : Optional.empty();
    }
    if (sequence > last + 1) {
      return Optional.of("entry %d is missing before entry %d".formatted(last + 1, sequence));
    }
    if (sequence <= last) {
      return Optional.of("entry %d is out of order after entry %d".formatted(sequence, last));
    }
    return previous.equals(hash)
        ? Optional.empty()
        : Optional.of(
            "entry %d does not follow entry %d: its previousHash is another one"
                .formatted(sequence, last));
  }

  /** The result of a verification. */
  public sealed interface Result {
    /**
     * Every entry follows the one before it.
     *
     * @param entries the number of lines
     * @param hash the hash of the last entry
     */
    record Unbroken(long entries, long first, long last, String hash) implements Result {}

    /** A line is changed, missing or out of order. */
    record Broken(long line, String reason) implements Result {}
  }
}
