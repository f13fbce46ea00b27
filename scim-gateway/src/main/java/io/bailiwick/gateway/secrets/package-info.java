/**
 * Encryption of stored secrets, opaque tokens of which only a digest is stored, and the settings of
 * the service.
 */
@NullMarked
package io.bailiwick.gateway.secrets;

import org.jspecify.annotations.NullMarked;
