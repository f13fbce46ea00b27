/** What a client asks of a list: filter, order, page, attributes. Pure. */
@NullMarked
package io.bailiwick.gateway.scim.query;

import org.jspecify.annotations.NullMarked;
