/** What every service does the same way at its edges. */
@NullMarked
package io.bailiwick.service;

import org.jspecify.annotations.NullMarked;
