/** Identities and groups: the conductors that change them, and their tables. */
@NullMarked
package io.bailiwick.gateway.directory;

import org.jspecify.annotations.NullMarked;
