package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.signin.rules.Session;
import io.bailiwick.model.Organization;
import java.util.Optional;

/**
 * A valid session with all known facts of its person.
 *
 * @param accountKnown whether an event of the account was read; without one, its handle may still
 *     come
 * @param handle the account's handle; empty if the account has none, or none is known here
 */
public record LiveSession(
    Session session,
    Organization settings,
    StoredIdentity identity,
    boolean accountKnown,
    Optional<String> handle) {}
