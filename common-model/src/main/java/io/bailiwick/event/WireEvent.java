package io.bailiwick.event;

import java.util.Map;
import java.util.TreeMap;

/**
 * An event as it stands on Kafka: CloudEvents 1.0, Kafka protocol binding, binary content mode.
 *
 * @param key the record's key
 * @param headers {@code ce_*}, {@code content-type} and, where known, {@code traceparent}
 * @param data the record's value: JSON
 */
public record WireEvent(String key, Map<String, String> headers, byte[] data) {
  /** W3C trace context; not an attribute of the event but of its journey. */
  public static final String TRACEPARENT = "traceparent";

  /** The version of the organization's settings that a change was made under. */
  public static final String ORGANIZATION_VERSION = "ce_organizationversion";

  public WireEvent {
    headers = new TreeMap<>(headers);
  }
}
