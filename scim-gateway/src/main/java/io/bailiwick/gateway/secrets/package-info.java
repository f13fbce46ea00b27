/** Encryption of stored secrets, and opaque tokens of which only a digest is stored. */
@NullMarked
package io.bailiwick.gateway.secrets;

import org.jspecify.annotations.NullMarked;
