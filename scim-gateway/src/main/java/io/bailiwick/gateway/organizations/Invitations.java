package io.bailiwick.gateway.organizations;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.model.Role;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code invitation}; every method works within {@link Transactions#of}. */
@ApplicationScoped
public class Invitations implements PanacheRepositoryBase<InvitationRow, InvitationRow.Key> {
  private static final String ONE = "organization = ?1 and emailKey = ?2";

  /** Returns the role that an invitation promises to an e-mail address. */
  public Uni<Optional<Role>> role(String organization, Optional<String> email) {
    if (email.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return find(ONE, organization, Folding.key(email.get()))
        .firstResult()
        .map(row -> Optional.ofNullable(row).flatMap(found -> Role.named(found.role)));
  }

  /** Creates an invitation, or changes its role. */
  public Uni<Void> put(String organization, String email, Role role, Instant now) {
    return find(ONE, organization, Folding.key(email))
        .firstResult()
        .map(
            found -> {
              InvitationRow row = found == null ? new InvitationRow() : found;
              row.organization = organization;
              row.emailKey = Folding.key(email);
              row.role = role.wireName();
              row.createdAt = now;
              return row;
            })
        .chain(this::persistAndFlush)
        .replaceWithVoid();
  }

  /** Deletes an invitation; false if it does not exist. */
  public Uni<Boolean> remove(String organization, String email) {
    return delete(ONE, organization, Folding.key(email)).map(rows -> rows > 0);
  }

  /** Returns the invitations after an address, in the order of addresses. */
  public Uni<List<Invitation>> after(String organization, String email, int limit) {
    return find("organization = ?1 and emailKey > ?2 order by emailKey", organization, email)
        .page(0, limit)
        .list()
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Invitation(
                                row.emailKey, Role.named(row.role).orElseThrow(), row.createdAt))
                    .toList());
  }

  /** The promise of a role to the person with an e-mail address. */
  public record Invitation(String email, Role role, Instant createdAt) {}
}
