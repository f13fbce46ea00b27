/** The SCIM protocol (RFC 7644): endpoints, representations, errors. */
@NullMarked
package io.bailiwick.gateway.scim;

import org.jspecify.annotations.NullMarked;
