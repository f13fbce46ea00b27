package io.bailiwick.worker.audit;

import io.bailiwick.audit.AuditChain;

/**
 * The end of an organization's chain.
 *
 * @param sequence the number of the newest entry; 0 if there is none yet
 * @param hash the hash of that entry
 */
public record AuditHead(long sequence, String hash) {
  static final AuditHead START = new AuditHead(0, AuditChain.START);
}
