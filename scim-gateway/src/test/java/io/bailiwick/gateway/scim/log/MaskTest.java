package io.bailiwick.gateway.scim.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the request log shows of a request, and what it hides. */
class MaskTest {
  private static String masked(String json) throws BadJson {
    return Mask.body(StrictJson.object(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)))
        .toString()
        .replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'userName':'jane@acme.example','active':true}|{'userName':'j***@acme.example','active':true}",
        "{'password':'s3cret','Password':['x'],'p':{'password':{'a':1}}}|{'password':'***','Password':'***','p':{'password':'***'}}",
        "{'displayName':'Jane','title':null,'n':7}|{'displayName':'***','title':null,'n':7}",
        "{'emails':[{'value':'jane@home.example','type':'home','primary':true}]}|{'emails':[{'value':'***','type':'home','primary':true}]}",
        "{'roles':[{'value':'admin'}],'members':[{'value':'u1'}]}|{'roles':[{'value':'admin'}],'members':[{'value':'u1'}]}",
        "{'Operations':[{'op':'Replace','path':'active','value':'False'}]}|{'Operations':[{'op':'Replace','path':'active','value':'False'}]}",
        "{'Operations':[{'op':'add','path':'emails[value eq \\'x\\'].value','value':'a@b.c'}]}|{'Operations':[{'op':'add','path':'emails[value eq \\'x\\'].value','value':'***'}]}",
        "{'Operations':[{'op':'add','path':'urn:ietf:params:scim:schemas:core:2.0:User:roles','value':[{'value':'read'}]}]}|{'Operations':[{'op':'add','path':'urn:ietf:params:scim:schemas:core:2.0:User:roles','value':[{'value':'read'}]}]}",
        "{'Operations':[{'op':'replace','value':{'name.givenName':'Jane','active':false}}]}|{'Operations':[{'op':'replace','value':{'name.givenName':'***','active':false}}]}",
        "{'jane@acme.example':1}|{'j***@acme.example':1}",
      })
  void showsWhatExplainsAccessAndHidesTheRest(String body, String shown) throws BadJson {
    assertThat(masked(body.replace("\\'", "\\\""))).isEqualTo(shown.replace("\\'", "\\'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password eq \"s3c ret\"",
        "password eq s3\ncret",
        "password\teq\t\"s3c\\\nret\"",
        "password eq \"s3c\nret\" and x pr"
      })
  void tellsNothingOfAPassword(String filter) {
    assertThat(Mask.text(filter)).startsWith("password").doesNotContain("s3").doesNotContain("ret");
  }

  @Test
  void keepsLongListsAndTextsShort() throws BadJson {
    String members = "{'value':'u'},".repeat(50);
    assertThat(masked("{'members':[" + members + "{'value':'u'}]}")).contains("... 31 more");
    assertThat(Mask.text("x".repeat(1000))).hasSizeLessThan(300);
  }

  @Test
  void keepsNoBodyThatIsLarge() throws BadJson {
    StringBuilder many = new StringBuilder("{'a':1");
    for (int i = 0; i < 5000; i++) {
      many.append(",'n").append(i).append("':").append(i);
    }
    assertThat(masked(many + "}")).contains("4901 more").hasSizeLessThan(3000);
    String wide = ("{'m':[" + "{'a':{'a':'1','b':'2','c':'3','d':'4'}},".repeat(19) + "1]}");
    assertThat(masked("{" + nested(wide) + "}")).hasSizeLessThan(17_000);
  }

  private static String nested(String inner) {
    StringBuilder all = new StringBuilder("'x':1");
    for (int i = 0; i < 90; i++) {
      all.append(",'y").append(i).append("':").append(inner);
    }
    return all.toString();
  }

  @Test
  void hidesWhatCannotBeKeptOrShown() {
    assertThat(Mask.text("filter=password eq \"s3cret\" and x")).doesNotContain("s3cret");
    assertThat(Mask.text("PASSWORD sw s3cret")).doesNotContain("s3cret");
    assertThat(Mask.text("filter=password+eq+\"s3cret\"")).doesNotContain("s3cret");
    assertThat(Mask.text("password eq \"a\\\"s3cret\"")).doesNotContain("s3cret");
    assertThat(Mask.text("a\0b\nc")).isEqualTo("a?b?c");
  }

  @Test
  void knowsWhomARequestNames() throws BadJson {
    var body = StrictJson.object("{\"userName\":\"JANE@x\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(RequestSubject.of(Optional.of(body), Optional.empty())).contains("jane@x");
    assertThat(RequestSubject.of(Optional.empty(), Optional.of("userName Eq \"Jane@x\"")))
        .contains("jane@x");
    assertThat(RequestSubject.of(Optional.empty(), Optional.of("title eq \"Jane@x\""))).isEmpty();
  }
}
