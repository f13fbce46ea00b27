package io.bailiwick.gateway.schema.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.json.StrictJson;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7644 section 3.4.2.2. */
class FilterTest {
  private static final String JANE =
      """
      {"userName":"Jane","externalId":"A1","active":true,"title":"CTO","name":{"familyName":"O'Neil"},
       "emails":[{"type":"work","value":"w@x","primary":true},{"type":"home","value":"h@y"}],
       "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R"}}""";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          userName eq "jane"                                       | true
          USERNAME EQ "JANE"                                       | true
          userName ne "jane"                                       | false
          externalId eq "a1"                                       | false
          title co "t"                                             | true
          title sw "c" and title ew "o"                            | true
          title gt "A" and title le "CTO"                          | true
          active eq true                                           | true
          active eq "True"                                         | true
          nickName pr                                              | false
          nickName eq null                                         | true
          name.familyName co "o'neil"                              | true
          not (userName eq "jane")                                 | false
          not(title pr) or active eq true                          | true
          title pr and (nickName pr or active eq true)             | true
          nickName pr and title pr or active eq true               | true
          emails eq "w@x"                                          | true
          emails.type eq "home"                                    | true
          emails[type eq "work" and value co "@x"]                 | true
          emails[type eq "work" and value co "@y"]                 | false
          emails[type eq "work"].value eq "w@x"                    | true
          emails[type eq "work"].value eq "h@y"                    | false
          urn:ietf:params:scim:schemas:core:2.0:User:title eq "cto"  | true
          urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "r" | true
          title eq "\\u0043TO"                                     | true
          """)
  void holdsOrNot(String filter, boolean expected) throws JsonProcessingException {
    JsonNode jane = StrictJson.mapper().readTree(JANE);
    assertThat(Matching.matches(FilterParser.parse(ResourceType.USER, filter), jane))
        .isEqualTo(expected);
  }

  /** Whatever is thrown at it, it answers or refuses: no other exception, no endless work. */
  @Test
  void neverFailsInAnotherWay() {
    long seed = 7;
    Random random = new Random(seed);
    String[] pieces = {
      "userName",
      "emails",
      "[",
      "]",
      "(",
      ")",
      "eq",
      "and",
      "or",
      "not",
      "pr",
      "\"x\"",
      "\"",
      " ",
      "\\",
      "1",
      "-",
      ".",
      ":",
      "urn:",
      "type",
      "null",
      "\uD800",
      "+",
      "1e999999999"
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? " " : "");
      }
      try {
        FilterParser.parse(ResourceType.USER, text.toString());
        FilterParser.parsePath(ResourceType.USER, text.toString());
      } catch (ScimException refused) {
        assertThat(refused.error().detail()).isNotEmpty();
      }
    }
  }

  /** A fault is told where the piece begins that is at fault. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          userName eq jane            | A value must be a JSON string, number, true, false or null at character 13 of the filter.
          userName eq 5               | userName is compared to a string at character 13 of the filter.
          userName eq "a\\u0000"      | userName cannot hold U+0000 at character 13 of the filter.
          userName eq "a              | A string does not end at character 13 of the filter.
          userName eq                 | A value is missing at character 12 of the filter.
          userName is "x"             | A comparison operator is missing or unknown at character 10 of the filter.
          password eq "x"             | password is kept secret at character 1 of the filter.
          active eq true and          | An attribute is missing at character 19 of the filter.
          title pr title pr           | The filter goes on after its end at character 10 of the filter.
          (title pr                   | ')' is missing at character 10 of the filter.
          emails[type eq "work" x     | ']' is missing at character 23 of the filter.
          """)
  void saysWhereAFilterIsWrong(String filter, String detail) {
    assertThatExceptionOfType(ScimException.class)
        .isThrownBy(() -> FilterParser.parse(ResourceType.USER, filter))
        .withMessage(detail);
  }

  @Test
  void isBoundedInLengthAndDepth() {
    for (String filter :
        new String[] {
          "(".repeat(100) + "title pr" + ")".repeat(100),
          "not (".repeat(60) + "title pr" + ")".repeat(60),
          "title eq \"" + "x".repeat(FilterParser.LONGEST) + "\""
        }) {
      assertThatExceptionOfType(ScimException.class)
          .isThrownBy(() -> FilterParser.parse(ResourceType.USER, filter));
    }
  }
}
