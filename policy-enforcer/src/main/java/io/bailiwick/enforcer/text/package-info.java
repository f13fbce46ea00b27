/** The texts of answers, in the languages of people and administrators. */
@NullMarked
package io.bailiwick.enforcer.text;

import org.jspecify.annotations.NullMarked;
