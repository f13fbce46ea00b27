/** The reader of the topics, which feeds the projection. */
@NullMarked
package io.bailiwick.enforcer.kafka;

import org.jspecify.annotations.NullMarked;
