/** The account API of the platform's services. */
@NullMarked
package io.bailiwick.worker.accounts;

import org.jspecify.annotations.NullMarked;
