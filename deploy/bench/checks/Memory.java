import io.bailiwick.enforcer.projection.SubjectView;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Decoding;
import io.bailiwick.event.Event;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Grant;
import io.bailiwick.model.GrantReason;
import io.bailiwick.model.GrantSource;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import io.bailiwick.model.SignInSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The memory that the projection of an enforcer takes for each account, with its share of all tables.
 * Events are encoded and decoded, so that nothing is shared that would not be.
 *
 * <p>Arguments: the grants (none; two of a hundred resource groups; own: two that nobody else has
 * together), the number of accounts.
 */
class Memory {
  private static final Instant NOW = Instant.now();

  public static void main(String[] arguments) throws Exception {
    String grants = arguments[0];
    int accounts = Integer.parseInt(arguments[1]);
    SubjectView view = new SubjectView();
    view.apply(
        (OrganizationEvent)
            read(
                new OrganizationEvent.Created(
                    SampleOrganization.of(
                        "acme", Role.READ, LimitSettings.STRICT, SignInSettings.DEFAULT, NOW))));
    long before = used();
    for (int n = 0; n < accounts; n++) {
      view.apply((IdentityEvent) read(new IdentityEvent.Created(identity(n))));
      view.apply((AccountEvent) read(new AccountEvent.Created(account(n, grants(grants, n)))));
    }
    System.out.printf(
        "grants %-4s %d bytes, among %d accounts%n",
        grants, (used() - before) / accounts, view.size());
  }

  private static List<Grant> grants(String kind, int n) {
    return switch (kind) {
      case "two" -> List.of(grant(n % 100), grant((n + 1 + n / 100 % 99) % 100));
      case "own" -> List.of(grant(n % 1000), grant(1000 + n / 1000));
      default -> List.of();
    };
  }

  private static Grant grant(int group) {
    return new Grant(
        "group-" + group,
        Role.WRITE,
        List.of(
            new GrantReason(
                GrantSource.SCIM_GROUP, Role.WRITE, Optional.of("links"),
                Optional.of("engineering"), Optional.empty())));
  }

  private static Event read(Event event) {
    return ((Decoding.Read) EventCodec.decode(EventCodec.encode(event, "/bench"))).event();
  }

  private static long used() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static String id(int n) {
    return ManagedId.of(new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L + n));
  }

  private static Identity identity(int n) {
    return new Identity(
        id(n), "acme", 1, IdentityStatus.ACTIVE, "user" + n, Optional.empty(), Profile.EMPTY,
        List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), NOW, NOW);
  }

  private static Account account(int n, List<Grant> grants) {
    return new Account(
        id(n), "acme", 1, 1, AccountStatus.ACTIVE, Optional.of("user" + n + "-acme"),
        Role.CONTRIBUTOR, Optional.empty(), grants, Set.of(), Optional.empty(), Profile.EMPTY, NOW, NOW);
  }
}
