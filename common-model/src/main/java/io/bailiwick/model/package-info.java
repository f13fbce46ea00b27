/** The words of the product: organizations, identities, accounts, roles. */
@NullMarked
package io.bailiwick.model;

import org.jspecify.annotations.NullMarked;
