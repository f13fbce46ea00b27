/** Transactions of an organization, and the outbox of their events. */
@NullMarked
package io.bailiwick.worker.database;

import org.jspecify.annotations.NullMarked;
