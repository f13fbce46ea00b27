/** OpenID Connect towards the platform: this service as the OpenID provider of its services. */
@NullMarked
package io.bailiwick.gateway.platform;

import org.jspecify.annotations.NullMarked;
