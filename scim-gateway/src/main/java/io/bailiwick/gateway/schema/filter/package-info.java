/** SCIM filters (RFC 7644 section 3.4.2.2): grammar and evaluation; rules only. */
@NullMarked
package io.bailiwick.gateway.schema.filter;

import org.jspecify.annotations.NullMarked;
