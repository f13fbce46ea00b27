/** How the projection is fed. */
@NullMarked
package io.bailiwick.enforcer.kafka;

import org.jspecify.annotations.NullMarked;
