package io.bailiwick.worker.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.model.AuditEntry;

/**
 * An entry from the topic.
 *
 * @param json the entry as it was sent; it may have members that this version does not know
 */
public record ReceivedEntry(AuditEntry entry, ObjectNode json) {}
