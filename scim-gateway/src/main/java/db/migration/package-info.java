/** Migrations that SQL cannot express; where Flyway looks for the others too. */
@NullMarked
package db.migration;

import org.jspecify.annotations.NullMarked;
