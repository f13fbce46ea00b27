/**
 * SCIM bearer tokens: form, checksum and digest, issue and revocation, and the self-check of a
 * token.
 */
@NullMarked
package io.bailiwick.gateway.scim.token;

import org.jspecify.annotations.NullMarked;
