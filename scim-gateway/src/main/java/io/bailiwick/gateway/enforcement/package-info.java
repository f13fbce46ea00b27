/** The revisions in answers, the running enforcers, and the requests that wait for them. */
@NullMarked
package io.bailiwick.gateway.enforcement;

import org.jspecify.annotations.NullMarked;
