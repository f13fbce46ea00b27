package io.bailiwick.event;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The types of Bailiwick's CloudEvents, each with the JSON Schema of its data. */
public enum EventType {
  IDENTITY_CREATED("io.bailiwick.identity.created.v1", Schema.IDENTITY),
  IDENTITY_UPDATED("io.bailiwick.identity.updated.v1", Schema.IDENTITY),
  IDENTITY_DEACTIVATED("io.bailiwick.identity.deactivated.v1", Schema.IDENTITY),
  IDENTITY_REACTIVATED("io.bailiwick.identity.reactivated.v1", Schema.IDENTITY),
  IDENTITY_DELETED("io.bailiwick.identity.deleted.v1", Schema.IDENTITY),
  ACCOUNT_CREATED("io.bailiwick.account.created.v1", Schema.ACCOUNT),
  ACCOUNT_UPDATED("io.bailiwick.account.updated.v1", Schema.ACCOUNT),
  ACCOUNT_SUSPENDED("io.bailiwick.account.suspended.v1", Schema.ACCOUNT),
  ACCOUNT_RESTORED("io.bailiwick.account.restored.v1", Schema.ACCOUNT),
  ACCOUNT_DEPROVISIONED("io.bailiwick.account.deprovisioned.v1", Schema.ACCOUNT),
  ORGANIZATION_CREATED("io.bailiwick.organization.created.v1", Schema.ORGANIZATION),
  ORGANIZATION_UPDATED("io.bailiwick.organization.updated.v1", Schema.ORGANIZATION),
  SESSION_ENDED("io.bailiwick.session.ended.v1", Schema.SESSION),
  DECISION_MADE("io.bailiwick.decision.made.v1", Schema.DECISION),
  AUDIT_RECORDED("io.bailiwick.audit.recorded.v1", Schema.AUDIT),
  HEARTBEAT("io.bailiwick.heartbeat.v1", Schema.HEARTBEAT),
  ENFORCER_ANNOUNCED("io.bailiwick.enforcer.announced.v1", Schema.ANNOUNCEMENT);

  private static final Map<String, EventType> NAMED =
      Arrays.stream(values()).collect(Collectors.toMap(EventType::wireName, type -> type));

  private final String wireName;
  private final Schema schema;

  EventType(String wireName, Schema schema) {
    this.wireName = wireName;
    this.schema = schema;
  }

  /** Returns the CloudEvents attribute {@code type}. */
  public String wireName() {
    return wireName;
  }

  /** Returns the CloudEvents attribute {@code dataschema}. */
  public String dataSchema() {
    return schema.uri;
  }

  /** Returns the class path resource of the JSON Schema of the data. */
  public String schemaResource() {
    return schema.resource;
  }

  static Optional<EventType> named(String wireName) {
    return Optional.ofNullable(NAMED.get(wireName));
  }

  private enum Schema {
    IDENTITY("identity"),
    ACCOUNT("account"),
    ORGANIZATION("organization"),
    SESSION("session"),
    DECISION("decision"),
    AUDIT("audit"),
    HEARTBEAT("heartbeat"),
    ANNOUNCEMENT("announcement");

    private final String uri;
    private final String resource;

    Schema(String name) {
      this.uri = "urn:bailiwick:schema:" + name + ":v1";
      this.resource = "/schema/" + name + ".v1.schema.json";
    }
  }
}
