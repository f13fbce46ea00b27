/**
 * The accounts of the platform: their changes, their table and their API. Conductors load, let a
 * rule plan, and write account, ledger and event in one transaction.
 */
@NullMarked
package io.bailiwick.worker.accounts;

import org.jspecify.annotations.NullMarked;
