package io.bailiwick.enforcer.authzen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Revision;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The reader of tokens and a reader of trees understand the same of any body. */
class EvaluationBodyTest {
  private static final int BODIES = 20_000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> WORDS =
      List.of(
          "user",
          "Acme",
          "acme/bert",
          "private",
          "",
          "2026-11-23T09:00:00Z",
          "2026-11-23T10:00:00.25+01:00",
          "2026-13-23T09:00:00Z",
          "resource-group",
          "g".repeat(65),
          new Revision(Revision.Kind.ACCOUNT, "mgd_1", 7).token());

  private final long seed = Long.getLong("bailiwick.test.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  @Test
  void understandsWhatATreeSays() {
    int questions = 0;
    for (int n = 0; n < BODIES; n++) {
      JsonNode body = object(Member.BODY, n % 4 == 0 ? 60 : 2);
      Optional<CheckRequest> expected = TreeReader.read(body);
      questions += expected.isPresent() ? 1 : 0;
      assertThat(read(StrictJson.write(body))).as("seed %d: %s", seed, body).isEqualTo(expected);
    }
    // Both kinds of bodies must be among them, or this shows nothing.
    assertThat(questions).as("seed %d", seed).isBetween(BODIES / 20, BODIES * 19 / 20);
  }

  /** A half of a surrogate pair can also come as bytes, without an escape. */
  @Test
  void rejectsHalfOfASurrogatePairInBytes() {
    byte[] body =
        """
        {"subject":{"type":"user","id":"u-???"},"action":{"name":"repository.read"},
         "resource":{"type":"model","id":"acme/bert"}}"""
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(read(body)).isPresent();
    System.arraycopy(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, 0, body, 33, 3);
    assertThat(read(body)).isEmpty();
  }

  private static Optional<CheckRequest> read(byte[] body) {
    try {
      return Optional.of(
          EvaluationRequest.of(EvaluationBody.read(body, Member.Form.EVALUATION)).check());
    } catch (BadEvaluation bad) {
      return Optional.empty();
    }
  }

  private ObjectNode object(Member object, int oddity) {
    ObjectNode node = JSON.objectNode();
    for (Member member : Member.values()) {
      String name = member.path.substring(member.path.lastIndexOf('.') + 1);
      if (object.member(name) == member && (isRequired(member) || random.nextInt(3) > 0)) {
        node.set(name, random.nextInt(100) < oddity ? odd() : value(member, oddity));
      }
    }
    if (random.nextInt(3) == 0) {
      node.set("unknown", odd());
    }
    return node;
  }

  private boolean isRequired(Member member) {
    return random.nextInt(40) > 0
        && Arrays.asList(
                Member.SUBJECT,
                Member.SUBJECT_TYPE,
                Member.SUBJECT_ID,
                Member.ACTION,
                Member.ACTION_NAME,
                Member.RESOURCE,
                Member.RESOURCE_TYPE,
                Member.RESOURCE_ID)
            .contains(member);
  }

  private JsonNode value(Member member, int oddity) {
    return switch (member.kind) {
      case OBJECT, FACTS -> object(member, oddity);
      case TEXT -> JSON.textNode(text(member));
      case FLAG -> JSON.booleanNode(random.nextBoolean());
      case SCOPES -> {
        ArrayNode scopes = JSON.arrayNode();
        for (int n = random.nextInt(3); n > 0; n--) {
          scopes.add(JSON.objectNode().put("owner", "Acme").put("may", "write"));
        }
        yield scopes;
      }
      case ITEMS, COUNT, WISH, ANY -> odd();
    };
  }

  private String text(Member member) {
    if (member.path.endsWith("_at") && random.nextInt(10) > 0) {
      return WORDS.get(5 + random.nextInt(2));
    }
    return member == Member.AT_LEAST_AS_FRESH && random.nextInt(10) > 0
        ? WORDS.getLast()
        : WORDS.get(random.nextInt(random.nextInt(10) > 0 ? 4 : WORDS.size()));
  }

  private JsonNode odd() {
    return switch (random.nextInt(6)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.numberNode(random.nextInt());
      case 2 -> JSON.booleanNode(random.nextBoolean());
      case 3 -> JSON.arrayNode().add(odd());
      case 4 -> JSON.objectNode().set("deep", odd());
      default -> JSON.textNode(WORDS.get(random.nextInt(WORDS.size())));
    };
  }
}
