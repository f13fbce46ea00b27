package io.bailiwick.worker.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;

/**
 * An entry in its chain, as a line of an export.
 *
 * @param sequence 1, 2, 3 ... per organization
 * @param previousHash the hash of the entry before it
 * @param hash SHA-256 over the previous hash and the entry
 * @param entry the entry in its canonical JSON
 */
public record ChainedEntry(
    long sequence, String previousHash, String hash, @JsonRawValue String entry) {}
