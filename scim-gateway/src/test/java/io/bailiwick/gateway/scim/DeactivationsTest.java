package io.bailiwick.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bodies have the lane of deactivations. */
class DeactivationsTest {
  private static ObjectNode json(String text) throws BadJson {
    return StrictJson.object(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'userName':'jane','active':false}",
        "{'userName':'jane','Active':'False'}",
        "{'Operations':[{'op':'Replace','path':'active','value':'False'}]}",
        "{'operations':[{'OP':'replace','Path':'ACTIVE','Value':false}]}",
        "{'Operations':[{'op':'replace','value':{'active':false}}]}",
        "{'Operations':[{'op':'replace','path':'urn:ietf:params:scim:schemas:core:2.0:User:active','value':false}]}",
        "{'Operations':[{'op':'replace','value':{'urn:ietf:params:scim:schemas:core:2.0:User':{'active':false}}}]}",
        "{'Operations':[{'op':'add','path':'title','value':'x'},{'op':'add','path':'active','value':false}]}",
        "{'active':false,'urn:acme:hr:1.0:User':{'active':true}}",
        "{'Operations':[{'op':'replace','path':null,'value':{'active':false}}]}",
        "{'Operations':[{'op':'add','path':'active','value':true},{'op':'add','path':'active','value':false}]}"
      })
  void changesThatLeaveTheUserInactive(String body) throws BadJson {
    assertThat(Deactivations.ofChange(json(body))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'userName':'jane','active':true}",
        "{'userName':'false','title':'active'}",
        "{'Operations':[]}",
        "{'active':true,'urn:acme:hr:1.0:User':{'active':false}}",
        "{'urn:acme:hr:1.0:User:active':false}",
        "{'Operations':[{'op':'replace','path':'title','value':'x'}],'active':false}",
        "{'Operations':[{'op':'replace','path':'title','value':'false'}]}",
        "{'Operations':[{'op':'remove','path':'active','value':false}]}",
        "{'Operations':[{'op':'add','path':'active','value':false},{'op':'add','path':'active','value':true}]}",
        "{'Operations':[{'op':'add','path':'active','value':false},{'op':'remove','path':'active'}]}"
      })
  void changesThatDoNot(String body) throws BadJson {
    assertThat(Deactivations.ofChange(json(body))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Operations':[{'method':'DELETE','path':'/Users/1'},{'method':'PUT','path':'/Users/2','data':{'active':false}}]}",
        "{'Operations':[{'method':'PATCH','path':'/Users/1','data':{'Operations':[{'op':'replace','value':{'active':false}}]}},{'method':'DELETE','path':'/Users/2'}]}"
      })
  void bulkRequestsCountEachOperation(String body) throws BadJson {
    assertThat(Deactivations.ofBulk(json(body))).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'Operations':[]}",
        "{'Operations':'all'}",
        "{'Operations':[5]}",
        "{'Operations':[{'method':'DELETE','path':'/Groups/1'}]}",
        "{'Operations':[{'method':'POST','path':'/Users','data':{'active':false}}]}",
        "{'Operations':[{'method':'DELETE','path':'/Users/1'},{'method':'PUT','path':'/Users/2','data':{'active':true}}]}"
      })
  void otherBulkRequestsDoNot(String body) throws BadJson {
    assertThat(Deactivations.ofBulk(json(body))).isZero();
  }
}
