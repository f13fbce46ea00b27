/**
 * The worker: it creates and changes the platform's accounts. Classes of this package are
 * conductors: they load, let a rule plan, and write account, ledger and event in one transaction.
 */
@NullMarked
package io.bailiwick.worker;

import org.jspecify.annotations.NullMarked;
