/** SCIM schemas (RFC 7643 section 7) and what they say about values; rules only. */
@NullMarked
package io.bailiwick.gateway.scim.schema;

import org.jspecify.annotations.NullMarked;
