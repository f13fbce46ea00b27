package io.bailiwick.gateway.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Sign-ins that did not succeed: the person gets a number, the administrator what it stands for.
 */
@ApplicationScoped
public class SignInTraces {
  private static final Logger LOG = Logger.getLogger(SignInTraces.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Crockford's base 32: nothing that looks like something else. */
  private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final int LETTERS_OF_ID = 10;

  /** Anybody can make a sign-in fail: of a check this many a minute are kept of an organization. */
  private static final int MOST_A_MINUTE = 60;

  private final Cache<Kind, AtomicInteger> keptLately =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(1)).build();
  private final Transactions transactions;
  private final TraceTable table;

  SignInTraces(Transactions transactions, TraceTable table) {
    this.transactions = transactions;
    this.table = table;
  }

  /**
   * Keeps that a sign-in failed.
   *
   * @return the number; empty for what comes in floods, which is counted in the log alone
   */
  public Uni<Optional<String>> keep(
      String organization, Optional<String> connection, CheckFailed failure) {
    SignInTrace trace =
        new SignInTrace(
            newId(),
            organization,
            connection,
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            failure.check(),
            failure.detail());
    LOG.infof(
        "A sign-in failed: organization %s, trace %s, check %s",
        organization, trace.id(), trace.check());
    // What anybody can make fail does not crowd out what an administrator needs.
    AtomicInteger kept =
        keptLately.get(new Kind(organization, trace.check()), id -> new AtomicInteger());
    return kept.incrementAndGet() > MOST_A_MINUTE
        ? Uni.createFrom().item(Optional.empty())
        : transactions
            .of(organization, () -> table.insert(trace))
            .replaceWith(Optional.of(trace.id()));
  }

  /** The failed sign-in of a number. */
  public Uni<Optional<SignInTrace>> find(String organization, String id) {
    return transactions.of(organization, () -> table.load(organization, id));
  }

  /** The newest failed sign-ins. */
  public Uni<List<SignInTrace>> newest(String organization, int limit) {
    return transactions.of(organization, () -> table.newest(organization, limit));
  }

  private record Kind(String organization, SignInCheck check) {}

  private static String newId() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < LETTERS_OF_ID; i++) {
      id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return id.insert(LETTERS_OF_ID / 2, '-').toString();
  }
}
