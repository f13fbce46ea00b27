/** The domain model: organizations, identities, accounts, roles. */
@NullMarked
package io.bailiwick.model;

import org.jspecify.annotations.NullMarked;
