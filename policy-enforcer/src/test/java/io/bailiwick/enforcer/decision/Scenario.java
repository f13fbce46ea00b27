package io.bailiwick.enforcer.decision;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A line of scenarios.yaml. */
public record Scenario(
    Optional<String> subject,
    String action,
    Optional<String> type,
    Optional<String> id,
    Optional<String> owner,
    Optional<String> visibility,
    @JsonProperty("created_by") Optional<String> createdBy,
    Optional<Destination> to,
    Optional<List<String>> scopes,
    Optional<String> role,
    Optional<String> limits,
    Optional<String> session,
    String expect) {

  public record Destination(Optional<String> owner, Optional<String> visibility) {}

  /** All scenarios. */
  public static List<Scenario> all() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Scenario.class.getResourceAsStream("/scenarios.yaml"))) {
      return YAMLMapper.builder()
          .addModule(new Jdk8Module())
          .build()
          .readValue(in, new TypeReference<>() {});
    }
  }

  public boolean isAllowed() {
    return expect.equals("allow") || expect.equals("not_managed");
  }

  /** The reason that the answer must have. */
  public String reason() {
    return expect.equals("allow") ? "allowed" : expect;
  }

  @Override
  public String toString() {
    return subject.orElse("jane")
        + " "
        + action
        + " "
        + owner.or(() -> id).orElse("-")
        + " "
        + visibility.orElse("-")
        + role.map(r -> " as " + r).orElse("")
        + limits.map(l -> " " + l).orElse("")
        + session.map(s -> " session " + s).orElse("")
        + ": "
        + expect;
  }
}
