package io.bailiwick.service;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.common.util.MediaTypeHelper;

/**
 * Rejects headers that Quarkus REST cannot read, with 400. Otherwise it would answer 500 after the
 * effect of the request is committed.
 *
 * <ul>
 *   <li>{@code Accept}: all lines count as one list (RFC 9110 section 5.3), whose empty elements
 *       are ignored (section 5.6.1).
 *   <li>{@code Host}: RFC 9112 section 3.2 requires it of HTTP/1.1. It is required of HTTP/1.0 too,
 *       because Quarkus REST builds the request's address from it.
 * </ul>
 */
@ApplicationScoped
class RequestHeaders {
  private static final int BEFORE_ALL = Integer.MAX_VALUE / 2 - 1;
  private static final String ACCEPT = "Accept";

  private final ErrorForm form;

  RequestHeaders(ErrorForm form) {
    this.form = form;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_ALL);
  }

  private void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    String accept = accept(request.headers());
    if (request.authority() == null) {
      refuse(context, "The Host header is required.");
    } else if (accept.isEmpty()) {
      request.headers().remove(ACCEPT);
      context.next();
    } else if (isReadable(accept)) {
      request.headers().set(ACCEPT, accept);
      context.next();
    } else {
      refuse(context, "The Accept header must be a list of media types.");
    }
  }

  private static String accept(MultiMap headers) {
    return headers.getAll(ACCEPT).stream()
        .flatMap(line -> Arrays.stream(line.split(",", -1)))
        .map(String::strip)
        .filter(element -> !element.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** Returns whether Quarkus REST can read and order the media types. */
  private static boolean isReadable(String accept) {
    try {
      List<MediaType> ranges = MediaTypeHelper.parseHeader(accept);
      ranges.forEach(MediaTypeHelper::getQWithParamInfo);
      MediaTypeHelper.sortByWeight(ranges);
      return true;
    } catch (IllegalArgumentException | WebApplicationException e) {
      return false;
    }
  }

  private void refuse(RoutingContext context, String detail) {
    form.answer(context, String.valueOf(context.request().path()), 400, detail);
  }
}
