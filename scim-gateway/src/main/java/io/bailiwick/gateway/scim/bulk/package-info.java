/** SCIM bulk requests (RFC 7644 section 3.7): their plan, their execution and their progress. */
@NullMarked
package io.bailiwick.gateway.scim.bulk;

import org.jspecify.annotations.NullMarked;
