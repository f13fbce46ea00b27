/** Organizations, their settings and their invitations. */
@NullMarked
package io.bailiwick.gateway.organizations;

import org.jspecify.annotations.NullMarked;
