/** Strict reading of JSON within bounds, the same for every part. */
@NullMarked
package io.bailiwick.json;

import org.jspecify.annotations.NullMarked;
