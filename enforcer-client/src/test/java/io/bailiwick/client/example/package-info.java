/** Examples for services: the check in the security of Quarkus and of Spring. */
@NullMarked
package io.bailiwick.client.example;

import org.jspecify.annotations.NullMarked;
