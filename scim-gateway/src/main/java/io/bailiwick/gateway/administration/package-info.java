/** The administration API of the platform's operator; docs/reference/administration.md lists it. */
@NullMarked
package io.bailiwick.gateway.administration;

import org.jspecify.annotations.NullMarked;
