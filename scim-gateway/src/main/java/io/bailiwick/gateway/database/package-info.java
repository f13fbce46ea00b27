/**
 * Transactions of an organization, the outbox, and the meaning of database failures; every table
 * uses it.
 */
@NullMarked
package io.bailiwick.gateway.database;

import org.jspecify.annotations.NullMarked;
