package io.bailiwick.gateway.scim.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
        "{'Operations':[{'op':'add','path':'emails[value eq \\'x\\'].value','value':'a@b.c'}]}|{'Operations':[{'op':'add','path':'emails[value eq \\'***\\'].value','value':'***'}]}",
        "{'Operations':[{'op':'add','path':'urn:ietf:params:scim:schemas:core:2.0:User:roles','value':[{'value':'read'}]}]}|{'Operations':[{'op':'add','path':'urn:ietf:params:scim:schemas:core:2.0:User:roles','value':[{'value':'read'}]}]}",
        "{'Operations':[{'op':'replace','value':{'name.givenName':'Jane','active':false}}]}|{'Operations':[{'op':'replace','value':{'name.givenName':'***','active':false}}]}",
        "{'jane@acme.example':1}|{'j***@acme.example':1}",
        "{'filter':'name.familyName eq \\'Doe\\' and userName eq \\'j\\'','count':5}|{'filter':'name.familyName eq \\'***\\' and userName eq \\'j\\'','count':5}",
        "{'Operations':[{'op':'remove','path':'phoneNumbers[value eq \\'+4917\\'].value'}]}|{'Operations':[{'op':'remove','path':'phoneNumbers[value eq \\'***\\'].value'}]}",
        "{'Operations':[{'op':'add','value':{'phoneNumbers[value eq \\'+4917\\'].type':'x'}}]}|{'Operations':[{'op':'add','value':{'phoneNumbers[value eq \\'***\\'].type':'***'}}]}",
        "{'Operations':[{'method':'DELETE','path':'/Users/jane@acme.example'}]}|{'Operations':[{'method':'DELETE','path':'/Users/j***@acme.example'}]}",
        "{'userName':'jane%2540acme.example'}|{'userName':'j***@acme.example'}",
        "{'externalId':'bwk_scim_h7Rk2mQe_x_y'}|{'externalId':'***'}",
      })
  void showsWhatExplainsAccessAndHidesTheRest(String body, String shown) throws BadJson {
    assertThat(masked(body.replace("\\'", "\\\""))).isEqualTo(shown.replace("\\'", "\\'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "userName eq \"jane\"                                  | userName eq \"jane\"",
        "userName eq \"jane@acme.example\"                     | userName eq \"j***@acme.example\"",
        "userName eq jane                                      | userName eq jane",
        "name.familyName eq \"Doe\" and active eq true         | name.familyName eq \"***\" and active eq true",
        "NAME.familyName co Doe or not (title pr)              | NAME.familyName co \"***\" or not (title pr)",
        "phoneNumbers eq \"+4917\"                             | phoneNumbers eq \"***\"",
        "phoneNumbers.value sw 4917                            | phoneNumbers.value sw \"***\"",
        "emails[type eq \"work\" and value co \"a\"].value eq \"b\" | emails[type eq \"work\" and value co \"***\"].value eq \"***\"",
        "emails[value eq \"a\"] or id eq \"7\"                 | emails[value eq \"***\"] or id eq \"7\"",
        "roles[value eq \"admin\"]                             | roles[value eq \"admin\"]",
        "roles.display eq \"Boss\"                             | roles.display eq \"***\"",
        "meta.lastModified gt \"2026-01-01T00:00:00Z\"         | meta.lastModified gt \"2026-01-01T00:00:00Z\"",
        "urn:x:2.0:User:manager.value eq \"u7\"                | urn:x:2.0:User:manager.value eq \"u7\"",
        "password eq \"s3c ret\"                               | password eq \"***\"",
        "PASSWORD  sw  \"s3\\\\\"cret\" and id pr             | PASSWORD sw \"***\" and id pr",
        "password eq \"s3cret and id pr                        | password eq \"***\"",
        "displayName eq Jane Doe                               | displayName eq \"***\" ***",
        "displayName eq O'Neil                                 | displayName eq \"***\"***",
        "phoneNumbers eq +4917                                 | phoneNumbers eq ***",
        "userName = \"jane\"                                   | ***",
        "s3cret                                                | ***",
        "jane@acme.example                                     | ***",
        "userName eq \"a\" or s3cret                           | userName eq \"a\" or ***",
        "%zz                                                   | ***"
      })
  void showsOfAFilterWhatItShowsOfABody(String filter, String shown) {
    assertThat(MaskedFilter.filter(filter.replace("\\\\", "\\"))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Users                       | count=0&access_token=bwk_scim_a_b_c | /Users?count=0&access_token=***",
        "/Users                       | token=s3cret&&s3cret&a%20b=1        | /Users?token=***&&***&***",
        "/Users                       | filter=name.givenName+eq+%22Jane%22 | /Users?filter=name.givenName eq \"***\"",
        "/Users                       | filter=userName%20eq%20%22a%2540b%22&attributes=id | /Users?filter=userName eq \"a***@b\"&attributes=id",
        "/Users/anna@acme.example     | filter=%zz | /Users/a***@acme.example?filter=***",
        "/Users/anna%40acme.example/x | x          | /Users/a***@acme.example/x?***",
        "/bwk_scim_h7Rk2mQe_x_y       | a=         | /***?a=***"
      })
  void showsOfATargetThePathAndWhatListsTake(String path, String query, String shown) {
    assertThat(Mask.target(List.of(path.substring(1).split("/", -1)), Optional.of(query)))
        .isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password is kept secret at character 9 of the filter.",
        "active is compared by eq and ne to true or false at character 3 of the filter.",
        "There is no attribute x."
      })
  void changesNoMessageWithoutAValue(String detail) {
    assertThat(Mask.detail(detail)).isEqualTo(detail);
  }

  @Test
  void hidesTheValuesThatAMessageRepeats() {
    assertThat(Mask.detail("No value matches phoneNumbers[value eq \"+49 17\"].value."))
        .isEqualTo("No value matches phoneNumbers[value eq \"***\"].value.");
    assertThat(Mask.detail("No value matches emails[type eq \"work\" and value sw 49]."))
        .isEqualTo("No value matches emails[type eq \"work\" and value sw \"***\"].");
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
  void hidesWhatCannotBeKept() {
    assertThat(Mask.text("a\0b\nc")).isEqualTo("a?b?c");
    assertThat(Mask.text("x eyJhbGciOiJSUzI1NiJ9.e30.x y")).isEqualTo("x *** y");
  }

  /** As long as a filter may be; a search that begins anew at each character takes minutes. */
  @Test
  @Timeout(10)
  void isQuickWhateverTheText() {
    for (String run :
        List.of("x", "x ", "x eq ", "\"", "bwk_", "eyJ", "[", "not ", "x.y ", "1 eq 1")) {
      String text = run.repeat(100_000);
      assertThat(Mask.detail(text)).hasSizeLessThan(300);
      assertThat(MaskedFilter.filter(text)).isNotEmpty();
    }
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
