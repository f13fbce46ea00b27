/** The settings of organizations, as the gateway states them. */
@NullMarked
package io.bailiwick.worker.organizations;

import org.jspecify.annotations.NullMarked;
