package io.bailiwick.local;

import io.bailiwick.local.History.Account;
import io.bailiwick.local.History.Check;
import io.bailiwick.local.History.End;
import io.bailiwick.local.History.Outcome;
import io.bailiwick.local.History.State;
import io.bailiwick.local.History.User;
import io.bailiwick.local.History.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a history keeps the promises; pure, so that planted histories show that it can fail. */
final class HistoryChecker {
  /** After this an answer that does not say {@code stale} knows of every acknowledged write. */
  static final Duration FRESH = Duration.ofSeconds(5);

  /** After this a stale projection allows nobody anything. */
  static final Duration STALE = Duration.ofMinutes(15);

  private final Map<String, List<Write>> byPerson = new LinkedHashMap<>();
  private final Map<String, List<Write>> byId = new LinkedHashMap<>();
  private final Map<String, List<Check>> checks;
  private final List<String> findings = new ArrayList<>();

  private HistoryChecker(History history) {
    for (Write write : history.writes()) {
      byPerson.computeIfAbsent(write.person(), person -> new ArrayList<>()).add(write);
      if (!write.id().isEmpty()) {
        byId.computeIfAbsent(write.id(), id -> new ArrayList<>()).add(write);
      }
    }
    checks = history.checks().stream().collect(Collectors.groupingBy(Check::id));
    findings.addAll(history.oddities());
  }

  /** What was wrong while things broke; empty when nothing was. */
  static List<String> during(History history) {
    return during(history, Duration.ZERO);
  }

  /**
   * What was wrong while two enforcers answered in turns: one of them may be behind the other for
   * as long as it says that it is fresh.
   */
  static List<String> duringTwo(History history) {
    return during(history, FRESH);
  }

  private static List<String> during(History history, Duration apart) {
    HistoryChecker checker = new HistoryChecker(history);
    checker.byId.forEach(checker::versionsGrow);
    checker.checks.forEach(checker::noWrongAllow);
    checker
        .checks
        .values()
        .forEach(
            answers ->
                checker.nothingComesBack(
                    answers.stream().filter(check -> apart.isZero() || !check.stale()).toList(),
                    apart));
    return checker.findings;
  }

  /** What is wrong at the end; empty when nothing is, not empty either before all is quiet. */
  static List<String> atTheEnd(History history, End end) {
    HistoryChecker checker = new HistoryChecker(history);
    Map<String, List<User>> users =
        end.users().stream().collect(Collectors.groupingBy(User::person));
    checker.byPerson.forEach(
        (person, writes) ->
            checker.noWriteIsLost(person, writes, users.getOrDefault(person, List.of())));
    checker.accountsFollow(end);
    checker.nobodyIsTwice(end);
    return checker.findings;
  }

  /**
   * How long somebody was still allowed something in a span of time, after the acknowledged
   * deactivation and after the beginning of the span.
   */
  static Duration longestAllow(History history, long from, long to) {
    HistoryChecker checker = new HistoryChecker(history);
    return Duration.ofNanos(
        history.checks().stream()
            .filter(check -> check.allowed() && from <= check.began() && check.began() < to)
            .mapToLong(
                check -> Math.min(checker.deactivatedFor(check.id(), check), check.began() - from))
            .filter(time -> time > 0)
            .max()
            .orElse(0));
  }

  /** For how long a person had been deactivated when a check began; negative if it was not. */
  private long deactivatedFor(String id, Check check) {
    long since = Long.MIN_VALUE;
    for (Write write : byId.getOrDefault(id, List.of())) {
      if (write.leaves().active()) {
        if (write.outcome() != Outcome.REFUSED && write.began() < check.answered()) {
          since = Long.MIN_VALUE;
        }
      } else if (write.outcome() == Outcome.ACKNOWLEDGED
          && write.answered() < check.began()
          && since == Long.MIN_VALUE) {
        since = write.answered();
      }
    }
    return since == Long.MIN_VALUE ? -1 : check.began() - since;
  }

  private void noWrongAllow(String id, List<Check> answers) {
    Set<Long> inactive =
        byId.getOrDefault(id, List.of()).stream()
            .filter(write -> write.outcome() == Outcome.ACKNOWLEDGED && write.version() > 0)
            .filter(write -> !write.leaves().active())
            .map(Write::version)
            .collect(Collectors.toSet());
    for (Check check : answers) {
      Duration bound = check.stale() ? STALE : FRESH;
      if (check.allowed() && deactivatedFor(id, check) > bound.toNanos()) {
        findings.add(
            "wrong allow: %s, deactivated %d ms before, stale %s"
                .formatted(id, deactivatedFor(id, check) / 1_000_000, check.stale()));
      }
      if (check.allowed() && inactive.contains(check.version())) {
        findings.add("wrong allow: %s in the inactive version %d".formatted(id, check.version()));
      }
    }
  }

  /** An allow is not of an older state than one that the enforcer has answered of already. */
  private void nothingComesBack(List<Check> answers, Duration apart) {
    List<Check> byAnswer = new ArrayList<>(answers);
    byAnswer.sort(Comparator.comparingLong(Check::answered));
    List<Check> byBeginning = new ArrayList<>(answers);
    byBeginning.sort(Comparator.comparingLong(Check::began));
    long seen = 0;
    int next = 0;
    for (Check check : byBeginning) {
      for (; byAnswer.get(next).answered() + apart.toNanos() < check.began(); next++) {
        seen = Math.max(seen, byAnswer.get(next).version());
      }
      if (check.allowed() && check.version() < seen) {
        findings.add(
            "resurrection: %s allowed in version %d after version %d"
                .formatted(check.id(), check.version(), seen));
      }
    }
  }

  private void versionsGrow(String id, List<Write> writes) {
    long last = 0;
    for (Write write : writes) {
      if (write.outcome() == Outcome.ACKNOWLEDGED && write.version() > 0) {
        if (write.version() <= last) {
          findings.add("version %d of %s after %d".formatted(write.version(), id, last));
        }
        last = write.version();
      }
    }
  }

  private void noWriteIsLost(String person, List<Write> writes, List<User> found) {
    Set<State> possible = new LinkedHashSet<>(Set.of(State.ABSENT));
    for (Write write : writes) {
      if (write.outcome() == Outcome.ACKNOWLEDGED) {
        possible.clear();
      }
      if (write.outcome() != Outcome.REFUSED) {
        possible.add(write.leaves());
      }
    }
    if (found.size() > 1) {
      findings.add("%s is there %d times".formatted(person, found.size()));
      return;
    }
    State state = found.isEmpty() ? State.ABSENT : found.getFirst().state();
    if (!possible.contains(state)) {
      findings.add("lost write: %s is %s, not one of %s".formatted(person, state, possible));
    }
    for (User user : found) {
      byId.getOrDefault(user.id(), List.of()).stream()
          .filter(write -> write.version() > user.version())
          .forEach(
              write ->
                  findings.add(
                      "lost write: %s has version %d, acknowledged was %d"
                          .formatted(person, user.version(), write.version())));
    }
  }

  private void accountsFollow(End end) {
    Map<String, User> users = new HashMap<>();
    end.users().forEach(user -> users.put(user.id(), user));
    Set<String> ids = new LinkedHashSet<>(byId.keySet());
    end.users().stream()
        .filter(user -> byPerson.containsKey(user.person()))
        .forEach(user -> ids.add(user.id()));
    for (String id : ids) {
      User user = users.get(id);
      Account account = end.accounts().get(id);
      boolean active = user != null && user.state().active();
      if (end.allowed().getOrDefault(id, false) != active) {
        findings.add("the enforcer %s %s".formatted(active ? "denies" : "allows", id));
      }
      if (user != null) {
        accountFollows(user, account);
      }
    }
    end.accounts()
        .forEach(
            (id, account) -> {
              if (!users.containsKey(id) && !account.status().equals("DEPROVISIONED")) {
                findings.add("%s is nobody's account: %s".formatted(id, account));
              }
            });
  }

  private void accountFollows(User user, @Nullable Account account) {
    if (account == null) {
      findings.add(user.id() + " has no account");
      return;
    }
    String status = user.state().active() ? "ACTIVE" : "SUSPENDED";
    if (!account.equals(new Account(status, user.state().role(), account.handle()))) {
      findings.add("%s has %s, but is %s".formatted(user.id(), account, user.state()));
    }
  }

  private void nobodyIsTwice(End end) {
    Set<String> handles = new HashSet<>();
    new TreeMap<>(end.accounts())
        .forEach(
            (id, account) -> {
              if (!account.handle().isEmpty() && !handles.add(account.handle())) {
                findings.add("%s has the handle of another account".formatted(id));
              }
            });
  }
}
