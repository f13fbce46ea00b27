/** What may happen to an identity; rules only. */
@NullMarked
package io.bailiwick.gateway.directory;

import org.jspecify.annotations.NullMarked;
