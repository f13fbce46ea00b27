/** The audit log: its entries, the chain of their hashes, and the verification of an export. */
@NullMarked
package io.bailiwick.audit;

import org.jspecify.annotations.NullMarked;
