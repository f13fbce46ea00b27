package io.bailiwick.worker.accounts;

import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Account;
import io.bailiwick.model.Revision;
import io.bailiwick.service.PageSize;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.bailiwick.worker.database.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
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
  private final AccountTable accounts;

  AccountsResource(Transactions transactions, AccountTable accounts) {
    this.transactions = transactions;
    this.accounts = accounts;
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "Read an account")
  public Uni<Response> byId(@PathParam("id") String id) {
    return transactions
        .ofPlatform(connection -> accounts.byId(connection, id))
        .map(
            found ->
                found
                    .map(AccountsResource::answer)
                    .orElseThrow(
                        () -> new Refusal(Problem.of(404, "There is no account with that id."))));
  }

  /**
   * Returns the account of {@code handle}, or those of {@code organization} with {@code after} and
   * {@code limit}.
   */
  @GET
  @Operation(summary = "Find the account of a handle, or list those of an organization")
  public Uni<Page> find(
      @QueryParam("handle") @Nullable String handle,
      @QueryParam("organization") @Nullable String organization,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @Nullable String limit) {
    if ((handle == null) == (organization == null)) {
      throw new Refusal(
          Problem.of(400, "handle", "Either handle or organization is required, not both."));
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
                    .of(connection, String.valueOf(organization), after, size)
                    .map(found -> Page.of(found, size)));
  }

  private static Response answer(Account account) {
    return Response.ok(StrictJson.write(account))
        .header("ETag", "\"" + account.version() + "\"")
        .header(Revision.HEADER, Revision.of(account).token())
        .build();
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
