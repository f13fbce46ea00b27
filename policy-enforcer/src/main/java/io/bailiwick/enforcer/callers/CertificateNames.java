package io.bailiwick.enforcer.callers;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * The name of the caller in a certificate: its URI, such as a SPIFFE ID, or its subject if it has
 * no URI. A certificate with several URIs names no caller, as SPIFFE's X.509-SVID section 2
 * requires.
 */
final class CertificateNames {
  /** The type of a URI among the alternative names (RFC 5280 section 4.2.1.6). */
  private static final Integer URI = 6;

  private CertificateNames() {}

  static Optional<String> name(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      List<String> uris =
          names == null
              ? List.of()
              : names.stream()
                  .filter(name -> URI.equals(name.getFirst()))
                  .map(name -> String.valueOf(name.get(1)))
                  .toList();
      return switch (uris.size()) {
        case 0 -> subject(certificate);
        case 1 -> Optional.of(uris.getFirst());
        default -> Optional.empty();
      };
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> subject(X509Certificate certificate) {
    return Optional.of(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253))
        .filter(name -> !name.isEmpty());
  }
}
