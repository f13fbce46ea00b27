package io.bailiwick.worker.accounts;

import io.bailiwick.model.HandleSettings;
import io.bailiwick.model.Identity;
import io.bailiwick.worker.planning.Handle;
import io.bailiwick.worker.planning.HandleRound;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds free handles. Two transactions may find the same one; the unique index lets only one of
 * them commit, and the other one is retried.
 */
@ApplicationScoped
class HandleRegister {
  private final AccountTable accounts;

  HandleRegister(AccountTable accounts) {
    this.accounts = accounts;
  }

  /**
   * Returns handles by account id, without accounts for which none is free under these settings.
   */
  Uni<Map<String, String>> give(
      SqlConnection connection, HandleSettings settings, List<Identity> identities) {
    Map<String, String> wanted = new LinkedHashMap<>();
    for (Identity identity : identities) {
      wanted.put(identity.id(), Handle.stem(identity.userName(), settings.suffix()));
    }
    boolean numbers = settings.whenTaken() == HandleSettings.WhenTaken.NUMBER;
    return wanted.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : ReservedHandles.holdOff(connection)
            .chain(
                () ->
                    give(
                        connection,
                        HandleRound.first(wanted, numbers),
                        numbers,
                        new LinkedHashMap<>()));
  }

  private Uni<Map<String, String>> give(
      SqlConnection connection, HandleRound round, boolean numbers, Map<String, String> given) {
    if (round.wanted().isEmpty()) {
      return Uni.createFrom().item(given);
    }
    return accounts
        .takenHandles(connection, round.candidates())
        .chain(
            taken -> {
              taken.addAll(given.values());
              HandleRound.Result result = round.give(taken);
              given.putAll(result.given());
              return numbers
                  ? give(connection, result.next(), numbers, given)
                  : Uni.createFrom().item(given);
            });
  }
}
