/** The check for services on the JVM: AuthZEN over HTTP that fails closed. */
@NullMarked
package io.bailiwick.client;

import org.jspecify.annotations.NullMarked;
