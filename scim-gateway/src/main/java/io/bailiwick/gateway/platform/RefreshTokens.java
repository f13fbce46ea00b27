package io.bailiwick.gateway.platform;

import io.bailiwick.gateway.secrets.OpaqueToken;
import io.bailiwick.gateway.secrets.Sealer;
import io.bailiwick.gateway.secrets.Sealer.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The form of refresh tokens. Each names its family, encrypted, after its 256 random bits. So a
 * token that was used long ago still ends its family on a replay (RFC 9700 section 4.14.2). Only
 * the last used ones are stored.
 */
@ApplicationScoped
class RefreshTokens {
  private static final int RANDOM_LENGTH = OpaqueToken.random().length();

  private final Sealer sealer;

  RefreshTokens(Sealer sealer) {
    this.sealer = sealer;
  }

  /** Creates a token of a family for a client. */
  OpaqueToken make(String organization, String session, String client, String family) {
    String random = OpaqueToken.random();
    byte[] sealed =
        sealer.seal(
            Purpose.REFRESH_TOKEN,
            place(organization, session, random, client),
            family.getBytes(StandardCharsets.UTF_8));
    return new OpaqueToken(
        organization,
        session,
        random + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed));
  }

  /** Returns the family that a token names, if this service issued the token to that client. */
  Optional<String> family(OpaqueToken shown, String client) {
    if (shown.secret().length() <= RANDOM_LENGTH) {
      return Optional.empty();
    }
    String random = shown.secret().substring(0, RANDOM_LENGTH);
    return decoded(shown.secret().substring(RANDOM_LENGTH))
        .flatMap(
            carried ->
                sealer.open(
                    Purpose.REFRESH_TOKEN,
                    place(shown.organization(), shown.id(), random, client),
                    carried))
        .map(family -> new String(family, StandardCharsets.UTF_8));
  }

  private static Optional<byte[]> decoded(String text) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static String place(String organization, String session, String random, String client) {
    return String.join(".", organization, session, random, client);
  }

  /** Encrypts the token that follows a used one, to be stored with it. */
  byte[] sealSuccessor(OpaqueToken used, OpaqueToken successor) {
    return sealer.seal(
        Purpose.REFRESH_TOKEN, place(used), successor.text().getBytes(StandardCharsets.UTF_8));
  }

  /** Decrypts the stored token that follows a used one. */
  Optional<String> successor(OpaqueToken used, byte[] kept) {
    return sealer
        .open(Purpose.REFRESH_TOKEN, place(used), kept)
        .map(text -> new String(text, StandardCharsets.UTF_8));
  }

  private static String place(OpaqueToken used) {
    return HexFormat.of().formatHex(used.digest());
  }
}
