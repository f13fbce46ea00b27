/**
 * The gateway: what the identity provider says. Classes of this package conduct: they load, let a
 * rule decide, and write effect and event in one transaction.
 */
@NullMarked
package io.bailiwick.gateway;

import org.jspecify.annotations.NullMarked;
