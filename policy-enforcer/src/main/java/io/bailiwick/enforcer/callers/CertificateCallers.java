package io.bailiwick.enforcer.callers;

import io.bailiwick.enforcer.settings.ClientCertificates;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.security.HttpSecurity;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Callers that the certificate of their TLS connection proves. The handshake has verified the
 * certificate against the trust store, so each request only reads its name. Nothing is remembered:
 * what is true of a connection is read from it.
 */
@Singleton
class CertificateCallers {
  private final CallerRights rights;
  private final ClientCertificates certificates;

  CertificateCallers(CallerRights rights, EnforcerSettings settings) {
    this.rights = rights;
    this.certificates = settings.clientCertificates();
  }

  /** Lets the server ask for certificates. Quarkus' own setting for that is fixed at build time. */
  static void configure(@Observes HttpSecurity security, EnforcerSettings settings) {
    switch (settings.clientCertificates()) {
      case NONE -> {}
      case REQUEST -> security.mTLS(ClientAuth.REQUEST);
      case REQUIRED -> security.mTLS(ClientAuth.REQUIRED);
    }
  }

  /** Returns the caller of the request's connection; null if it has shown no certificate. */
  @Nullable SecurityIdentity caller(HttpServerRequest request) {
    SSLSession session =
        certificates == ClientCertificates.NONE ? null : request.connection().sslSession();
    if (session == null) {
      return null;
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
              && isValid(certificate)
          ? rights.ofCertificate(CertificateNames.name(certificate))
          : CallerRights.WITHOUT;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  /**
   * Returns whether it is valid now. A connection may live longer than its certificate, and TLS
   * accepts an expired certificate that is in the trust store itself.
   */
  private static boolean isValid(X509Certificate certificate) {
    try {
      certificate.checkValidity();
      return true;
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return false;
    }
  }
}
