package io.bailiwick.gateway.sso;

import io.bailiwick.gateway.secrets.Sealer;
import io.bailiwick.gateway.secrets.Sealer.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Tickets for test sign-ins. The bearer of a ticket may sign in for a quarter of an hour. */
@ApplicationScoped
public class TestTickets {
  /** The lifetime of a ticket. */
  public static final Duration LIFE = Duration.ofMinutes(15);

  private final Sealer sealer;

  TestTickets(Sealer sealer) {
    this.sealer = sealer;
  }

  /** Issues a ticket for a connection of an organization. */
  public String issue(String organization, String connection, Instant now) {
    String plain = now.plus(LIFE).getEpochSecond() + " " + connection;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            sealer.seal(Purpose.TEST_TICKET, organization, plain.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns the connection that a ticket is for; empty if the ticket is invalid or has expired. */
  Optional<String> connection(String organization, String ticket) {
    try {
      return sealer
          .open(Purpose.TEST_TICKET, organization, Base64.getUrlDecoder().decode(ticket))
          .map(plain -> new String(plain, StandardCharsets.UTF_8).split(" ", 2))
          .filter(parts -> Instant.now().getEpochSecond() < Long.parseLong(parts[0]))
          .map(parts -> parts[1]);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
