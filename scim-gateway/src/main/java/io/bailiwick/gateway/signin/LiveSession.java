package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.signin.rules.Session;
import io.bailiwick.model.Organization;
import java.util.Optional;

/**
 * A session that counts, and all that is known of whose it is.
 *
 * @param accountKnown whether there is word of the account; without, its handle may come yet
 * @param handle empty while the account has none, or none is known here
 */
public record LiveSession(
    Session session,
    Organization settings,
    StoredIdentity identity,
    boolean accountKnown,
    Optional<String> handle) {}
