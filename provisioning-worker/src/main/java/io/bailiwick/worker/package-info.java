/**
 * The worker: what the platform holds. Classes of this package conduct: they load, let a rule plan,
 * and write account, ledger and event in one transaction.
 */
@NullMarked
package io.bailiwick.worker;

import org.jspecify.annotations.NullMarked;
