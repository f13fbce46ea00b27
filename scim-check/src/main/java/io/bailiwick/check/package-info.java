/** Identity providers as SCIM services meet them: their requests, and a check that plays them. */
@NullMarked
package io.bailiwick.check;

import org.jspecify.annotations.NullMarked;
