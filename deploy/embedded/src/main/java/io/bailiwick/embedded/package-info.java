/** PostgreSQL, a Kafka broker and a token issuer on loopback, for one machine and for tests. */
@NullMarked
package io.bailiwick.embedded;

import org.jspecify.annotations.NullMarked;
