package io.bailiwick.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.StalenessSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of organizations that another release wrote: compacted topics keep them for good. */
class OrganizationCompatibilityTest {
  private static final Organization ACME =
      SampleOrganization.of(
          "acme", Role.READ, LimitSettings.STRICT, SignInSettings.DEFAULT, Instant.EPOCH);

  @Test
  void anOlderRecordHasTheDefaults() {
    ObjectNode older = data();
    older.remove("enforcement");
    older.remove("staleness");
    Organization read = organization(older);
    assertThat(read.enforcement()).isEqualTo(Enforcement.GLOBAL);
    assertThat(read.staleness()).isEqualTo(StalenessSettings.DEFAULT);
    assertThat(read.staleness().denyAfter(Duration.ofMinutes(15)))
        .isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void membersOfANewerReleaseAreIgnored() {
    ObjectNode newer = data().put("newer", 1);
    ((ObjectNode) newer.get("staleness")).put("newer", 1);
    assertThat(organization(newer)).isEqualTo(ACME);
  }

  /** Half understood, they could be milder than the organization wants. */
  @ParameterizedTest
  @CsvSource({"enforcement, LATER", "staleness, PT9.9S", "staleness, -PT1M", "staleness, soon"})
  void anUnknownValueMakesTheRecordUnreadable(String setting, String value) {
    ObjectNode data = data();
    if (setting.equals("staleness")) {
      ((ObjectNode) data.get(setting)).put("denyAfter", value);
    } else {
      data.put(setting, value);
    }
    assertThat(EventCodec.decode(wire(data)))
        .isInstanceOfSatisfying(
            Decoding.Unreadable.class, bad -> assertThat(bad.why()).contains(setting));
  }

  @Test
  void theShorterBoundApplies() {
    Duration operators = Duration.ofMinutes(15);
    for (int minutes : new int[] {1, 15, 60}) {
      Duration own = Duration.ofMinutes(minutes);
      assertThat(new StalenessSettings(Optional.of(own)).denyAfter(operators))
          .isEqualTo(minutes < 15 ? own : operators);
    }
  }

  private static ObjectNode data() {
    return StrictJson.mapper().valueToTree(ACME);
  }

  private static Organization organization(ObjectNode data) {
    Decoding.Read read = (Decoding.Read) EventCodec.decode(wire(data));
    return ((OrganizationEvent) read.event()).state();
  }

  private static WireEvent wire(ObjectNode data) {
    WireEvent good = EventCodec.encode(new OrganizationEvent.Created(ACME), "/scim-gateway");
    return new WireEvent(good.key(), good.headers(), StrictJson.write(data));
  }
}
