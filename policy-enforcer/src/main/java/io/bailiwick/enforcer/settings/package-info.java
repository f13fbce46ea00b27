/** The enforcer's settings. */
@NullMarked
package io.bailiwick.enforcer.settings;

import org.jspecify.annotations.NullMarked;
