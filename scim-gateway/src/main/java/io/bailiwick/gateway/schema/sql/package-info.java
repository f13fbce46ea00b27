/** SCIM filters and orders as SQL over a table of SCIM resources. */
@NullMarked
package io.bailiwick.gateway.schema.sql;

import org.jspecify.annotations.NullMarked;
