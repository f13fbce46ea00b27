package io.bailiwick.enforcer.decision;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.bailiwick.model.Enforcement;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A line of enforcement-scenarios.yaml. */
public record EnforcementScenario(
    Optional<String> account,
    Optional<String> session,
    String action,
    Optional<String> type,
    Optional<String> owner,
    Optional<String> visibility,
    Optional<String> global,
    Optional<String> organization,
    Optional<String> both) {

  /** All lines. */
  public static List<EnforcementScenario> all() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            EnforcementScenario.class.getResourceAsStream("/enforcement-scenarios.yaml"))) {
      return YAMLMapper.builder()
          .addModule(new Jdk8Module())
          .build()
          .readValue(in, new TypeReference<>() {});
    }
  }

  /** The word for the account's state; "active" when it has none. */
  public String state() {
    return account.orElse("active");
  }

  /** The word for what is shown; "live" when it has none. */
  public String shown() {
    return session.orElse("live");
  }

  /** When the session began in which the account acts, or its credential was made. */
  public static Instant authenticatedAt(String shown, Instant now) {
    return now.minus(
        switch (shown) {
          case "early", "credential-early" -> Duration.ofMinutes(20);
          case "old" -> Duration.ofDays(8);
          case "credential-old" -> Duration.ofDays(100);
          case "future" -> Duration.ofHours(-1);
          default -> Duration.ofMinutes(1);
        });
  }

  /** The instant before which the account's sessions are ended. */
  public static Instant endedBefore(String state, Instant now) {
    return state.equals("ended") ? now.minus(Duration.ofMinutes(10)) : Instant.EPOCH;
  }

  /** The reason that the answer must have. */
  public String reason(Enforcement enforcement) {
    String expected =
        both.or(() -> enforcement == Enforcement.GLOBAL ? global : organization).orElseThrow();
    return expected.equals("allow") ? "allowed" : expected;
  }

  @Override
  public String toString() {
    return state()
        + ", session "
        + shown()
        + ": "
        + action
        + " "
        + owner.orElse("-")
        + " "
        + visibility.orElse("-");
  }
}
