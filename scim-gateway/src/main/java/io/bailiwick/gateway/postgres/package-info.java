/** The gateway's tables. Rows never leave this package. */
@NullMarked
package io.bailiwick.gateway.postgres;

import org.jspecify.annotations.NullMarked;
