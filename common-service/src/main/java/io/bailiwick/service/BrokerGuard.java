package io.bailiwick.service;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;

/**
 * Checks that the broker restricts writing: clients connect by TLS, and the broker has an
 * authorizer. The records on the topics decide what every account may do. So a client that can
 * write them has an administrator's rights in every organization.
 */
public final class BrokerGuard {
  private static final int CALL_SECONDS = 5;

  private BrokerGuard() {}

  /**
   * Returns the reason why the broker is open to others, in words; empty if it is not.
   *
   * @param config the clients' configuration
   * @param admin a connected client
   * @throws ExecutionException if the broker does not answer
   */
  public static Optional<String> whyOpen(Map<String, Object> config, Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    String protocol = String.valueOf(config.getOrDefault("security.protocol", "PLAINTEXT"));
    if (!protocol.endsWith("SSL")) {
      return Optional.of("kafka.security.protocol is %s: use SSL or SASL_SSL".formatted(protocol));
    }
    try {
      admin.describeAcls(AclBindingFilter.ANY).values().get(CALL_SECONDS, TimeUnit.SECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SecurityDisabledException) {
        return Optional.of("the broker has no authorizer: everybody may write every topic");
      }
      if (e.getCause() instanceof ClusterAuthorizationException) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
