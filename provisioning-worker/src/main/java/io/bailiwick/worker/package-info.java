/**
 * The worker: it creates and changes the platform's accounts. Each domain is a package, and {@code
 * ArchitectureTest} lists what each may import.
 */
@NullMarked
package io.bailiwick.worker;

import org.jspecify.annotations.NullMarked;
