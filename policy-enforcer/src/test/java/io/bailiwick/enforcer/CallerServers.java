package io.bailiwick.enforcer;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.bailiwick.embedded.TokenIssuer;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;

/**
 * The issuers beside the platform's own, with the settings of their callers: a Kubernetes cluster,
 * whose keys are at a path, and a partner with discovery. Both know a caller named {@link
 * #REPORTS}.
 */
record CallerServers(GatewayKeys cluster, TokenIssuer partner, CallerCertificates certificates)
    implements AutoCloseable {
  static final String CLUSTER = "https://kubernetes.default.svc.cluster.local";
  static final String REPOSITORIES = "system:serviceaccount:hub:repositories";
  static final String REPORTS = "system:serviceaccount:hub:reports";

  static CallerServers start() {
    return new CallerServers(
        GatewayKeys.start(), TokenIssuer.start(0), CallerCertificates.create());
  }

  Map<String, String> config() {
    Map<String, String> config = new HashMap<>();
    config.put("bailiwick.enforcer.caller-key-refresh", "PT1S");
    config.put("quarkus.oidc.cluster.auth-server-url", cluster.url());
    config.put("quarkus.oidc.cluster.discovery-enabled", "false");
    config.put("quarkus.oidc.cluster.jwks-path", "/oauth2/jwks");
    config.put("quarkus.oidc.cluster.token.issuer", CLUSTER);
    config.put("quarkus.oidc.cluster.token.audience", TokenIssuer.AUDIENCE);
    config.put("quarkus.oidc.partner.auth-server-url", partner.url());
    config.put("quarkus.oidc.partner.token.audience", TokenIssuer.AUDIENCE);
    String callers = "bailiwick.enforcer.callers.";
    config.put(callers + "repositories.issuer", "cluster");
    config.put(callers + "repositories.subject", REPOSITORIES);
    config.put(callers + "repositories.certificate", CallerCertificates.HUB);
    config.put(callers + "repositories.may", "check,explain");
    config.put(callers + "reports.issuer", "cluster");
    config.put(callers + "reports.subject", REPORTS);
    config.put(callers + "reports.certificate", "CN=reports,O=hub");
    config.put(callers + "reports.may", "search");
    config.put(callers + "of-the-partner.issuer", "partner");
    config.put(callers + "of-the-partner.subject", REPORTS);
    config.put(callers + "of-the-partner.may", "check");
    config.put("bailiwick.enforcer.client-certificates", "request");
    config.put("quarkus.http.test-ssl-port", "0");
    config.put("quarkus.http.tls-configuration-name", "callers");
    config.put("quarkus.tls.callers.key-store.p12.path", certificates.keys().toString());
    config.put("quarkus.tls.callers.key-store.p12.password", CallerCertificates.PASSWORD);
    config.put("quarkus.tls.callers.key-store.p12.alias", "server");
    config.put("quarkus.tls.callers.key-store.p12.alias-password", CallerCertificates.PASSWORD);
    config.put("quarkus.tls.callers.trust-store.p12.path", certificates.trusted().toString());
    config.put("quarkus.tls.callers.trust-store.p12.password", CallerCertificates.PASSWORD);
    return config;
  }

  /** Claims as the cluster states them in a projected token of a service account. */
  static JWTClaimsSet.Builder claims(String subject) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(CLUSTER)
        .subject(subject)
        .audience(TokenIssuer.AUDIENCE)
        .claim("kubernetes.io", Map.of("namespace", "hub"))
        .jwtID(java.util.UUID.randomUUID().toString())
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(600)));
  }

  String token(JWTClaimsSet.Builder claims) {
    return signed(claims, cluster.key);
  }

  static String signed(JWTClaimsSet.Builder claims, RSAKey key) {
    return GatewayKeys.token(claims, "JWT", key);
  }

  @Override
  public void close() {
    cluster.close();
    partner.close();
  }
}
