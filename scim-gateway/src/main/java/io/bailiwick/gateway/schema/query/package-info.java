/** The parameters of a SCIM list: filter, order, page and attributes; rules only. */
@NullMarked
package io.bailiwick.gateway.schema.query;

import org.jspecify.annotations.NullMarked;
