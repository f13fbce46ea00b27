/** The follower of the gateway's feed of revocations. */
@NullMarked
package io.bailiwick.enforcer.revocations;

import org.jspecify.annotations.NullMarked;
