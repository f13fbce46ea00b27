/** The decision log, which is written beside the checks and never delays one. */
@NullMarked
package io.bailiwick.enforcer.log;

import org.jspecify.annotations.NullMarked;
