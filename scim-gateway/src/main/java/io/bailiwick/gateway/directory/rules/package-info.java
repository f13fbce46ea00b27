/** The rules of identities, groups and admission at sign-in; rules only. */
@NullMarked
package io.bailiwick.gateway.directory.rules;

import org.jspecify.annotations.NullMarked;
