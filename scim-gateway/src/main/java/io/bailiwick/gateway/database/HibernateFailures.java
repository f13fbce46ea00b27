package io.bailiwick.gateway.database;

import io.bailiwick.outbox.DatabaseFailures;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.hibernate.HibernateException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers database failures that Hibernate wraps, as {@link DatabaseFailures} answers the others.
 */
@Singleton
class HibernateFailures {
  private final DatabaseFailures failures;

  HibernateFailures(DatabaseFailures failures) {
    this.failures = failures;
  }

  @ServerExceptionMapper
  Response failed(HibernateException e, UriInfo uri) {
    return failures.respond(e, uri);
  }
}
