package io.bailiwick.event;

import java.util.Map;
import java.util.TreeMap;

/**
 * An event in its Kafka form: CloudEvents 1.0, Kafka protocol binding, binary content mode.
 *
 * @param key the record's key
 * @param headers {@code ce_*}, {@code content-type} and, if known, {@code traceparent}
 * @param data the record's value: JSON
 */
public record WireEvent(String key, Map<String, String> headers, byte[] data) {
  /** The W3C trace context; it belongs to the delivery of the event, not to its attributes. */
  public static final String TRACEPARENT = "traceparent";

  /** The version of the organization's settings under which a change was made. */
  public static final String ORGANIZATION_VERSION = "ce_organizationversion";

  public WireEvent {
    headers = new TreeMap<>(headers);
  }
}
