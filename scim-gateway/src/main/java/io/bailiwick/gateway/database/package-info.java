/**
 * Transactions of an organization, the outbox, and the meaning of database failures. Every table
 * uses this package.
 */
@NullMarked
package io.bailiwick.gateway.database;

import org.jspecify.annotations.NullMarked;
