/** OpenID Connect towards identity providers: this service as a relying party. */
@NullMarked
package io.bailiwick.gateway.oidc;

import org.jspecify.annotations.NullMarked;
