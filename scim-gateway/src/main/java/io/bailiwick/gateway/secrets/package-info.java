/** Secrets at rest, and secrets that others carry for us. */
@NullMarked
package io.bailiwick.gateway.secrets;

import org.jspecify.annotations.NullMarked;
