package io.bailiwick.gateway.sso;

import io.bailiwick.gateway.secrets.OpaqueToken;
import io.bailiwick.gateway.secrets.Sealer;
import io.bailiwick.gateway.secrets.Sealer.Purpose;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.signin.rules.Attempt;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The cookies: {@code __Host-}, Secure, HttpOnly, SameSite=Lax. On plain HTTP, which is for one
 * machine only, they have other names and are not Secure.
 */
@ApplicationScoped
public class Cookies {
  private static final Logger LOG = Logger.getLogger(Cookies.class);
  private static final String SESSION = "bailiwick-session";
  private static final String ATTEMPT = "bailiwick-sign-in-";
  private static final int STATE_IN_NAME = 8;
  private static final int MOST_ATTEMPTS = 8;

  /** The most characters of all attempts' cookies, a good half of a request's headers. */
  private static final int MOST_OF_ATTEMPTS = 10_000;

  private static final Duration ATTEMPT_KEPT = Duration.ofMinutes(10);

  private final Sealer sealer;
  private final GatewaySettings settings;
  private final boolean secure;

  Cookies(Sealer sealer, GatewaySettings settings) {
    this.sealer = sealer;
    this.settings = settings;
    this.secure = "https".equals(settings.url().getScheme());
  }

  void onStart(@Observes StartupEvent event) {
    if (!ConnectionSettings.isSafe(settings.url())) {
      throw new ConfigurationException(
          "bailiwick.gateway.url must begin with https:// unless it is on this machine.");
    }
    if (!secure) {
      LOG.warn("Cookies are not Secure: bailiwick.gateway.url is plain HTTP, for one machine.");
    }
  }

  /**
   * Creates the session's cookie. The browser keeps it until it closes; the session itself expires.
   */
  public NewCookie session(OpaqueToken session) {
    return cookie(name(SESSION), session.text(), NewCookie.DEFAULT_MAX_AGE);
  }

  /** Creates the cookie that deletes the session's. */
  public NewCookie noSession() {
    return cookie(name(SESSION), "", 0);
  }

  /** Returns the session that this browser shows. */
  public Optional<String> session(HttpHeaders headers) {
    return value(headers, name(SESSION));
  }

  /** Creates the cookie of a sign-in that this browser began. */
  NewCookie attempt(Attempt attempt) {
    byte[] sealed =
        sealer.seal(Purpose.SIGN_IN_ATTEMPT, attempt.state(), StrictJson.write(attempt));
    return cookie(
        attemptName(attempt.state()),
        attempt.begunAt().toEpochMilli()
            + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed),
        (int) ATTEMPT_KEPT.toSeconds());
  }

  /** Creates the cookie that deletes an attempt's. */
  NewCookie noAttempt(String state) {
    return cookie(attemptName(state), "", 0);
  }

  /**
   * Deletes the cookies of a browser's oldest unfinished sign-ins. So the cookies of the others and
   * of a new one fit into a request.
   */
  NewCookie[] noOldAttempts(HttpHeaders headers) {
    List<String> newestFirst =
        headers.getCookies().keySet().stream()
            .filter(name -> name.startsWith(name(ATTEMPT)))
            .sorted(Comparator.comparingLong((String name) -> begunAt(headers, name)).reversed())
            .toList();
    int kept = 0;
    int size = 0;
    for (String name : newestFirst) {
      size += value(headers, name).orElse("").length();
      if (kept == MOST_ATTEMPTS - 1 || size > MOST_OF_ATTEMPTS) {
        break;
      }
      kept++;
    }
    return newestFirst.stream()
        .skip(kept)
        .map(name -> cookie(name, "", 0))
        .toArray(NewCookie[]::new);
  }

  /**
   * Returns the start of a sign-in, in milliseconds, as its cookie's name states; 0 if it does not.
   */
  private static long begunAt(HttpHeaders headers, String name) {
    return value(headers, name)
        .filter(text -> text.matches("\\d{1,15}\\..*"))
        .map(text -> Long.parseLong(text.substring(0, text.indexOf('.'))))
        .orElse(0L);
  }

  /** Returns the sign-in that this browser began with a state; empty if it began none. */
  Optional<Attempt> attempt(HttpHeaders headers, Optional<String> state) {
    return state
        .filter(text -> text.matches("[A-Za-z0-9_-]{43}"))
        .flatMap(
            text ->
                value(headers, attemptName(text))
                    .flatMap(Cookies::decoded)
                    .flatMap(kept -> sealer.open(Purpose.SIGN_IN_ATTEMPT, text, kept)))
        .flatMap(Cookies::parsed);
  }

  private static Optional<byte[]> decoded(String text) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text.substring(text.indexOf('.') + 1)));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<Attempt> parsed(byte[] json) {
    try {
      return Optional.of(StrictJson.read(json, Attempt.class));
    } catch (BadJson ofAnotherVersion) {
      return Optional.empty();
    }
  }

  private String attemptName(String state) {
    return name(ATTEMPT + state.substring(0, STATE_IN_NAME));
  }

  private String name(String plain) {
    return secure ? "__Host-" + plain : plain;
  }

  private static Optional<String> value(HttpHeaders headers, String name) {
    return Optional.ofNullable(headers.getCookies().get(name)).map(Cookie::getValue);
  }

  private NewCookie cookie(String name, String value, int maxAge) {
    return new NewCookie.Builder(name)
        .value(value)
        .path("/")
        .secure(secure)
        .httpOnly(true)
        .sameSite(NewCookie.SameSite.LAX)
        .maxAge(maxAge)
        .build();
  }
}
