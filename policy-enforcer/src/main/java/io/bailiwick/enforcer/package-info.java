/**
 * The enforcer: it answers from memory whether an account may perform an action. Each domain is a
 * package, and {@code ArchitectureTest} lists what each may import.
 */
@NullMarked
package io.bailiwick.enforcer;

import org.jspecify.annotations.NullMarked;
