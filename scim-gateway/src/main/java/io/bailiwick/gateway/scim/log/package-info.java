/** The log of SCIM requests that administrators read. */
@NullMarked
package io.bailiwick.gateway.scim.log;

import org.jspecify.annotations.NullMarked;
