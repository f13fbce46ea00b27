/** The whole system on one machine. */
@NullMarked
package io.bailiwick.local;

import org.jspecify.annotations.NullMarked;
