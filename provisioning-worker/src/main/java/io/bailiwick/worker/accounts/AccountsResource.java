package io.bailiwick.worker.accounts;

import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Account;
import io.bailiwick.model.Revision;
import io.bailiwick.service.PageSize;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.bailiwick.worker.accounts.AccountListTable.Changed;
import io.bailiwick.worker.database.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The accounts, for the platform's services. */
@Path("/accounts")
@Tag(name = "Accounts")
@RolesAllowed(AccountsResource.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class AccountsResource {
  static final String SCOPE = "bailiwick.accounts.read";

  private final Transactions transactions;
  private final AccountListTable accounts;

  AccountsResource(Transactions transactions, AccountListTable accounts) {
    this.transactions = transactions;
    this.accounts = accounts;
  }

  /** Answers 304 if {@code If-None-Match} has the account's version. */
  @GET
  @Path("/{id}")
  @Operation(summary = "Read an account")
  public Uni<Response> byId(@PathParam("id") String id, @Context Request request) {
    return transactions
        .ofPlatform(connection -> accounts.byId(connection, id))
        .map(
            found ->
                found
                    .map(account -> answer(account, request))
                    .orElseThrow(
                        () -> new Refusal(Problem.of(404, "There is no account with that id."))));
  }

  /**
   * Returns the account of {@code handle}, or those of {@code organization} with {@code after} and
   * {@code limit}. The conditions {@code role}, {@code resourceGroup} and {@code status} select
   * among those of an organization.
   */
  @GET
  @Operation(summary = "Find the account of a handle, or list those of an organization")
  public Uni<Page> find(
      @QueryParam("handle") @Nullable String handle,
      @QueryParam("organization") @Nullable String organization,
      @QueryParam("role") @Nullable String role,
      @QueryParam("resourceGroup") @Nullable String resourceGroup,
      @QueryParam("status") @Nullable String status,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @Nullable String limit) {
    if ((handle == null) == (organization == null)) {
      throw new Refusal(
          Problem.of(400, "handle", "Either handle or organization is required, not both."));
    }
    AccountSelection selection =
        AccountSelection.of(String.valueOf(organization), role, resourceGroup, status);
    if (handle != null && !selection.isWhole()) {
      throw new Refusal(
          Problem.of(400, "handle", "role, resourceGroup and status need organization."));
    }
    int size = PageSize.of(limit);
    return transactions.ofPlatform(
        connection ->
            handle != null
                ? accounts
                    // Handles are in lower case, but people type them in any case.
                    .byHandle(connection, handle.toLowerCase(Locale.ROOT))
                    .map(found -> new Page(found.stream().toList(), Optional.empty()))
                : accounts
                    .of(connection, selection, after, size)
                    .map(found -> Page.of(found, size)));
  }

  /**
   * Returns accounts of all organizations in the order of their last changes, after a position. A
   * change appears when all older transactions have ended, so no later one takes an earlier place.
   */
  @GET
  @Path("/changes")
  @Operation(summary = "Read accounts in the order of their changes, from a position")
  public Uni<Changes> changes(
      @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
    ChangePosition position = ChangePosition.of(after);
    int size = PageSize.of(limit);
    return transactions
        .ofPlatform(
            connection ->
                accounts
                    .feed(connection)
                    .invoke(position::requireOf)
                    .chain(feed -> accounts.changes(connection, feed, position, size)))
        .map(found -> Changes.of(found, after == null ? "" : after));
  }

  private static Response answer(Account account, Request request) {
    EntityTag tag = new EntityTag(Long.toString(account.version()));
    Response.@Nullable ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    return (unchanged == null ? Response.ok(StrictJson.write(account)) : unchanged)
        .tag(tag)
        .header(Revision.HEADER, Revision.of(account).token())
        .build();
  }

  /**
   * A part of the feed of changes.
   *
   * @param accounts each at its newest state, once
   * @param next the value of {@code after} for the next request; that of this one if there was
   *     nothing new
   */
  public record Changes(List<Account> accounts, String next) {
    static Changes of(List<Changed> found, String after) {
      return new Changes(
          found.stream().map(Changed::account).toList(),
          found.isEmpty() ? after : found.getLast().position().text());
    }
  }

  /**
   * A page of accounts.
   *
   * @param next the value of {@code after} for the next page; absent at the end
   */
  public record Page(List<Account> accounts, Optional<String> next) {
    static Page of(List<Account> found, int size) {
      return new Page(
          found, found.size() < size ? Optional.empty() : Optional.of(found.getLast().id()));
    }
  }
}
