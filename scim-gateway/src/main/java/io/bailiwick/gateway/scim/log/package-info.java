/** What the request log keeps of a SCIM request; rules only. */
@NullMarked
package io.bailiwick.gateway.scim.log;

import org.jspecify.annotations.NullMarked;
