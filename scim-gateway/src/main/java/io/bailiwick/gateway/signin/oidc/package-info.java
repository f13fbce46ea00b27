/** The client of OpenID Connect: this service as a relying party of identity providers. */
@NullMarked
package io.bailiwick.gateway.signin.oidc;

import org.jspecify.annotations.NullMarked;
