package io.bailiwick.gateway.scim;

import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.query.Position;
import io.bailiwick.gateway.secrets.Sealer;
import io.bailiwick.gateway.secrets.Sealer.Purpose;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Base64;

/**
 * Cursors in the form that clients hold, RFC 9865 section 2. They are encrypted, so that they
 * reveal nothing and cannot be forged. They are bound to their organization and query. Nothing is
 * stored: a walk continues after a restart, on any replica.
 */
@ApplicationScoped
class Cursors {
  private final Sealer sealer;
  private final GatewaySettings settings;

  Cursors(Sealer sealer, GatewaySettings settings) {
    this.sealer = sealer;
    this.settings = settings;
  }

  /** Returns the cursor of a position in a query. */
  String of(Position position, String query) {
    byte[] plain =
        StrictJson.write(new Held(position, Instant.now().plus(settings.cursorLifetime())));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(sealer.seal(Purpose.CURSOR, query, plain));
  }

  /**
   * Returns the position that a cursor stands for.
   *
   * @throws ScimException invalidCursor or expiredCursor
   */
  Position open(String cursor, String query) {
    try {
      byte[] plain =
          sealer
              .open(Purpose.CURSOR, query, Base64.getUrlDecoder().decode(cursor))
              .orElseThrow(Cursors::invalid);
      Held held = StrictJson.read(plain, Held.class);
      if (held.until().isBefore(Instant.now())) {
        throw new ScimException(
            ScimType.EXPIRED_CURSOR, "The cursor has expired: start the listing again.");
      }
      return held.position();
    } catch (IllegalArgumentException | BadJson e) {
      throw invalid();
    }
  }

  private static ScimException invalid() {
    return new ScimException(
        ScimType.INVALID_CURSOR,
        "The cursor was not issued for this query: filter, sortBy and"
            + " sortOrder must stay the same.");
  }

  private record Held(Position position, Instant until) {}
}
