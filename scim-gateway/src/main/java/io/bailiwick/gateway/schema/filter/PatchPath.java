package io.bailiwick.gateway.schema.filter;

import io.bailiwick.gateway.schema.AttributePath;
import java.util.Optional;

/**
 * The target of a PATCH operation (RFC 7644 figure 7).
 *
 * @param selector selects values of a multi-valued attribute
 */
public record PatchPath(AttributePath attribute, Optional<Filter> selector) {}
