/** The audit log of all services: its chains of entries, and the endpoints that show them. */
@NullMarked
package io.bailiwick.worker.audit;

import org.jspecify.annotations.NullMarked;
