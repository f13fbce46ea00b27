/** SCIM messages: request bodies as commands of the directory, and errors with their status. */
@NullMarked
package io.bailiwick.gateway.scim.message;

import org.jspecify.annotations.NullMarked;
