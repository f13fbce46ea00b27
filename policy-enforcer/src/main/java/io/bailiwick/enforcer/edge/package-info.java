/** The enforcer at the edge: it answers proxies about the requests of people. */
@NullMarked
package io.bailiwick.enforcer.edge;

import org.jspecify.annotations.NullMarked;
