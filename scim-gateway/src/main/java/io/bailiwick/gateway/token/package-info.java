/** SCIM bearer tokens: form, checksum, digest; rules only. */
@NullMarked
package io.bailiwick.gateway.token;

import org.jspecify.annotations.NullMarked;
