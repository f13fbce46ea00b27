/** The revisions in answers. */
@NullMarked
package io.bailiwick.gateway.enforcement;

import org.jspecify.annotations.NullMarked;
