/** The rules of the guard against mass deprovisioning. */
@NullMarked
package io.bailiwick.gateway.leavers.rules;

import org.jspecify.annotations.NullMarked;
