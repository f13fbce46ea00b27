package io.bailiwick.gateway.schema.filter;

import io.bailiwick.gateway.schema.AttributePath;
import java.util.Optional;

/**
 * What a PATCH operation aims at (RFC 7644 figure 7).
 *
 * @param selector picks values of a multi-valued attribute
 */
public record PatchPath(AttributePath attribute, Optional<Filter> selector) {}
