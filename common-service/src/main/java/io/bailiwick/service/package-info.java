/** The edges of a service that are the same in all services. */
@NullMarked
package io.bailiwick.service;

import org.jspecify.annotations.NullMarked;
