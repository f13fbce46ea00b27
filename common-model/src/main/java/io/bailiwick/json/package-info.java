/** How every part reads JSON: strictly, within bounds. */
@NullMarked
package io.bailiwick.json;

import org.jspecify.annotations.NullMarked;
