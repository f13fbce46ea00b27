package io.bailiwick.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.Projection;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.SearchDocument;
import io.bailiwick.gateway.schema.filter.FilterParser;
import io.bailiwick.gateway.schema.filter.Matching;
import io.bailiwick.gateway.schema.patch.Patch;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import io.bailiwick.gateway.schema.query.ListParameters;
import io.bailiwick.gateway.schema.query.ListRequest;
import io.bailiwick.gateway.scim.bulk.BulkPlan;
import io.bailiwick.gateway.scim.bulk.BulkRequest;
import io.bailiwick.gateway.scim.bulk.References;
import io.bailiwick.gateway.scim.log.Mask;
import io.bailiwick.gateway.scim.message.GroupBody;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.bailiwick.gateway.scim.token.ScimToken;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whatever comes, a parser understands it or refuses it with an error of the protocol. The seeds
 * are played at every build; {@code JAZZER_FUZZ=1} goes looking for more, as CONTRIBUTING.md says.
 */
class ParsersFuzzTest {
  private static final ObjectNode USER = user();

  private static ObjectNode user() {
    try {
      return Resources.read(
          ResourceType.USER,
          object(
              """
              {"userName":"jane","active":true,"name":{"givenName":"Jane"},"title":"CTO",
               "emails":[{"value":"a@b.c","type":"work","primary":true},{"value":"d@e.f"}],
               "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R"}}"""));
    } catch (BadJson e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode object(String json) throws BadJson {
    return StrictJson.object(json.getBytes(StandardCharsets.UTF_8));
  }

  @FuzzTest(maxDuration = "1m")
  void filter(byte[] text) {
    try {
      Matching.matches(
          FilterParser.parse(ResourceType.USER, new String(text, StandardCharsets.UTF_8)), USER);
    } catch (ScimException refused) {
      assertThat(refused.error().detail()).isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void path(byte[] text) {
    try {
      FilterParser.parsePath(ResourceType.GROUP, new String(text, StandardCharsets.UTF_8));
    } catch (ScimException refused) {
      assertThat(refused.error().detail()).isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void resource(byte[] body) {
    for (ResourceType type : List.of(ResourceType.USER, ResourceType.GROUP)) {
      try {
        ObjectNode read = Resources.read(type, StrictJson.object(body));
        // What is kept can be read again, is the same then, and can be searched.
        assertThat(Resources.read(type, read)).isEqualTo(read);
        SearchDocument.of(type, read);
        Projection.of(type, List.of("userName", "members.value"), List.of()).apply(type, read);
      } catch (ScimException refused) {
        assertThat(refused.error().detail()).isNotEmpty();
      } catch (BadJson notJson) {
        assertThat(notJson.detail()).isNotEmpty();
      }
    }
  }

  @FuzzTest(maxDuration = "1m")
  void names(byte[] text) {
    String name = new String(text, StandardCharsets.UTF_8);
    Optional<String> given = Optional.of(name);
    List<String> names = Projection.names(List.of(name));
    Projection.of(ResourceType.USER, names, names).apply(ResourceType.USER, USER.deepCopy());
    try {
      ListRequest.of(
          ResourceType.USER,
          new ListParameters(
              Optional.empty(),
              given,
              Optional.empty(),
              given,
              given,
              Optional.empty(),
              names,
              names),
          100,
          1000,
          cursor -> {
            throw new AssertionError("no cursor was given");
          });
    } catch (ScimException refused) {
      assertThat(refused.error().detail()).isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void patch(byte[] body) {
    try {
      ObjectNode before = USER.deepCopy();
      ObjectNode read = StrictJson.object(body);
      Mask.body(read);
      ObjectNode after =
          Patch.apply(
              ResourceType.USER,
              USER,
              PatchOperation.read(ResourceType.USER, read, Leniency.LENIENT));
      assertThat(USER).isEqualTo(before);
      // What comes out is a resource: it can be read again, and is the same then.
      assertThat(Resources.read(ResourceType.USER, after)).isEqualTo(after);
    } catch (ScimException refused) {
      assertThat(refused.error().detail()).isNotEmpty();
    } catch (BadJson notJson) {
      assertThat(notJson.detail()).isNotEmpty();
    }
  }

  /** What is taken for a token is one to the letter; what is made is taken, and shows no secret. */
  @FuzzTest(maxDuration = "1m")
  void token(byte[] text) {
    String written = new String(text, StandardCharsets.UTF_8);
    ScimToken.parse(written).ifPresent(token -> assertThat(token.text()).isEqualTo(written));
    ScimToken made = ScimToken.of(Arrays.copyOf(text, ScimToken.RANDOM_BYTES));
    assertThat(ScimToken.parse(made.text())).contains(made);
    assertThat(made.toString()).doesNotContain(made.secret());
  }

  @FuzzTest(maxDuration = "1m")
  void members(byte[] body) {
    try {
      new GroupBody(ResourceType.GROUP, StrictJson.object(body), Leniency.LENIENT).change(Set.of());
    } catch (ScimException refused) {
      assertThat(refused.error().detail()).isNotEmpty();
    } catch (BadJson notJson) {
      assertThat(notJson.detail()).isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void bulk(byte[] body) {
    try {
      BulkRequest request = BulkRequest.read(StrictJson.object(body), 100);
      BulkPlan plan = BulkPlan.of(request.operations());
      List<BulkPlan.Step> steps =
          plan.units().stream().flatMap(unit -> unit.steps().stream()).toList();
      assertThat(steps.stream().filter(step -> !step.completes()))
          .hasSameSizeAs(request.operations());
      steps.forEach(step -> References.resolve(step.operation().data(), Map.of(), Set.of("a")));
    } catch (ScimException refused) {
      assertThat(refused.error().detail()).isNotEmpty();
    } catch (RefusedRequest tooMany) {
      assertThat(tooMany.error().status()).isEqualTo(413);
    } catch (BadJson notJson) {
      assertThat(notJson.detail()).isNotEmpty();
    }
  }
}
