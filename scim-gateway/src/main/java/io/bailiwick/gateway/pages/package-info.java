/** The pages that people see in a browser. */
@NullMarked
package io.bailiwick.gateway.pages;

import org.jspecify.annotations.NullMarked;
