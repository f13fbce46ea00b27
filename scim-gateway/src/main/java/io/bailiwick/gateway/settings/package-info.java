/** The settings of the service, and the paths of sign-in, which belong to one of its faces. */
@NullMarked
package io.bailiwick.gateway.settings;

import org.jspecify.annotations.NullMarked;
