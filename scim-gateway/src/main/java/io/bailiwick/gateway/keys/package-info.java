/** The keys that sign tokens and client assertions. */
@NullMarked
package io.bailiwick.gateway.keys;

import org.jspecify.annotations.NullMarked;
