/** Container images of the services, without a container engine. */
@NullMarked
package io.bailiwick.images;

import org.jspecify.annotations.NullMarked;
