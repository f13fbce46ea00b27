package io.bailiwick.gateway.signin.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * The verified statement of an identity provider.
 *
 * @param subject its {@code sub}
 * @param session its {@code sid}
 * @param authenticatedAt its {@code auth_time}
 * @param acr the way in which the person authenticated, in the provider's words
 * @param claims all claims of the ID token and of UserInfo
 */
public record VerifiedClaims(
    String subject,
    Optional<String> session,
    Optional<Instant> authenticatedAt,
    Optional<String> acr,
    ObjectNode claims) {}
