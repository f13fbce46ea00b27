/** The administration API: organizations and their SCIM tokens. */
@NullMarked
package io.bailiwick.gateway.administration;

import org.jspecify.annotations.NullMarked;
