/** Proposed settings: what an organization asserts about them, and what they would change. */
@NullMarked
package io.bailiwick.gateway.proposals;

import org.jspecify.annotations.NullMarked;
