/**
 * The pages and endpoints through which a browser or an identity provider signs people in and out.
 */
@NullMarked
package io.bailiwick.gateway.sso;

import org.jspecify.annotations.NullMarked;
