/** SCIM bulk requests (RFC 7644 section 3.7): what they ask for and in which order; rules only. */
@NullMarked
package io.bailiwick.gateway.scim.bulk;

import org.jspecify.annotations.NullMarked;
