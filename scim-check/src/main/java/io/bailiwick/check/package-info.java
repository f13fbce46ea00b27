/** The SCIM requests of identity providers, and a check that sends them. */
@NullMarked
package io.bailiwick.check;

import org.jspecify.annotations.NullMarked;
