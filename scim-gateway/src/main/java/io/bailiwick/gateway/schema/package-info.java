/** SCIM schemas (RFC 7643 section 7) and the values that they allow; rules only. */
@NullMarked
package io.bailiwick.gateway.schema;

import org.jspecify.annotations.NullMarked;
