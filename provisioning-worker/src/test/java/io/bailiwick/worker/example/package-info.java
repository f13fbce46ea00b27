/** How a service of the platform follows the accounts; it uses nothing of Bailiwick's code. */
@NullMarked
package io.bailiwick.worker.example;

import org.jspecify.annotations.NullMarked;
