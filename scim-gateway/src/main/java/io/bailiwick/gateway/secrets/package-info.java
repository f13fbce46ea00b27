/**
 * Encryption of stored secrets, opaque tokens of which only a digest is stored, the settings of the
 * service, and the paths of sign-in.
 */
@NullMarked
package io.bailiwick.gateway.secrets;

import org.jspecify.annotations.NullMarked;
