/**
 * The SCIM gateway. Each domain has a room with its conductors, tables and rows; the rooms and what
 * each may import are listed in ARCHITECTURE.md. Here is what belongs to the service as a whole.
 */
@NullMarked
package io.bailiwick.gateway;

import org.jspecify.annotations.NullMarked;
