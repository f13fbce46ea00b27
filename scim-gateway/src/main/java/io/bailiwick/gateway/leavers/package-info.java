/** People who leave: the guard against mass deprovisioning, and the restore of what it holds. */
@NullMarked
package io.bailiwick.gateway.leavers;

import org.jspecify.annotations.NullMarked;
