/** SCIM PATCH (RFC 7644 section 3.5.2) as a pure function; rules only. */
@NullMarked
package io.bailiwick.gateway.schema.patch;

import org.jspecify.annotations.NullMarked;
