/** Connections and their lifecycle, sign-in attempts and sessions as values; rules only. */
@NullMarked
package io.bailiwick.gateway.signin.rules;

import org.jspecify.annotations.NullMarked;
