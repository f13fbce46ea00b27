package io.bailiwick.gateway.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.bailiwick.outbox.StoredTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The traces of failed sign-ins. The person gets a number, by which the administrator finds the
 * trace.
 */
@ApplicationScoped
public class SignInTraces {
  private static final Logger LOG = Logger.getLogger(SignInTraces.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Crockford's base 32, in which no character looks like another. */
  private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final int LETTERS_OF_ID = 10;

  /**
   * The most traces of one check that are kept in a minute for an organization, because anyone can
   * make a sign-in fail.
   */
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
   * Keeps the trace of a failed sign-in.
   *
   * @return the number; empty above the limit, when only the log counts the failures
   */
  public Uni<Optional<String>> keep(
      String organization, Optional<String> connection, CheckFailed failure) {
    SignInTrace trace =
        new SignInTrace(
            newId(), organization, connection, StoredTime.now(), failure.check(), failure.detail());
    LOG.infof(
        "A sign-in failed: organization %s, trace %s, check %s",
        organization, trace.id(), trace.check());
    // Failures that anyone can cause do not crowd out those that an administrator needs.
    AtomicInteger kept =
        keptLately.get(new Kind(organization, trace.check()), id -> new AtomicInteger());
    return kept.incrementAndGet() > MOST_A_MINUTE
        ? Uni.createFrom().item(Optional.empty())
        : transactions
            .of(organization, () -> table.insert(trace))
            .replaceWith(Optional.of(trace.id()));
  }

  /** Returns the failed sign-in of a number. */
  public Uni<Optional<SignInTrace>> find(String organization, String id) {
    return transactions.of(organization, () -> table.load(organization, id));
  }

  /** Returns the newest failed sign-ins. */
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
