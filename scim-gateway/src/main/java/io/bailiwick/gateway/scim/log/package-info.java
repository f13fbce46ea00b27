/** The log of SCIM requests for administrators: its masking, its table and its queries. */
@NullMarked
package io.bailiwick.gateway.scim.log;

import org.jspecify.annotations.NullMarked;
