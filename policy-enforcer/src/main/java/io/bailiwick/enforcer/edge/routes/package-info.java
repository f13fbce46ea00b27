/** The routes of the edge: which check belongs to a request, as rules. */
@NullMarked
package io.bailiwick.enforcer.edge.routes;

import org.jspecify.annotations.NullMarked;
