package io.bailiwick.worker.planning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.model.Assigned;
import io.bailiwick.model.Deletion;
import io.bailiwick.model.GroupLink;
import io.bailiwick.model.HandleSettings;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LeaverSettings;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Profile;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.ResourceGroup.AutoJoin;
import io.bailiwick.model.ResourceGroupMapping;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleMapping;
import io.bailiwick.model.RoleSettings;
import io.bailiwick.model.SampleOrganization;
import io.bailiwick.model.SignInFacts;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.SuspensionReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Random organizations and identities, from few names, so that settings often match people. */
public final class PlanWorld {
  public static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
  private static final List<String> SCIM_GROUPS = List.of("g-0", "g-1", "g-2", "g-3");
  private static final List<String> LINK_NAMES = List.of("Engineering", "Operations", "g-0");
  private static final List<String> CLAIMS = List.of("a", "b", "c");
  private static final List<String> RESOURCE_GROUPS = List.of("data", "models", "spaces");

  private final Random random;

  public PlanWorld(Random random) {
    this.random = random;
  }

  /** Settings of which each part is there or not. */
  public Organization organization() {
    Organization bare =
        SampleOrganization.of("acme", role(), LimitSettings.STRICT, SignInSettings.DEFAULT, NOW);
    return Variants.with(
        bare, bare.defaultRole(), handles(), signIn(), roles(), leavers(), groups());
  }

  /** The next version: one part is another one, or all are the same. */
  public Organization changed(Organization old) {
    int part = random.nextInt(10);
    return Variants.with(
        old,
        part == 0 ? role() : old.defaultRole(),
        part == 1 ? handles() : old.handles(),
        part == 2 ? signIn() : old.signIn(),
        part == 3 ? roles() : part == 4 ? shuffled(old.roles()) : old.roles(),
        part == 5 ? leavers() : old.leavers(),
        part > 6 ? changed(old.resourceGroups()) : old.resourceGroups());
  }

  private RoleSettings shuffled(RoleSettings old) {
    return new RoleSettings(subset(old.groupLinks(), 1), old.conflict());
  }

  /** One group comes, goes or changes. */
  private List<ResourceGroup> changed(List<ResourceGroup> old) {
    ResourceGroup other = group(pick(RESOURCE_GROUPS));
    List<ResourceGroup> groups = new ArrayList<>(old);
    groups.removeIf(group -> group.name().equals(other.name()));
    if (random.nextInt(4) > 0) {
      groups.add(other);
    }
    return groups;
  }

  private HandleSettings handles() {
    return new HandleSettings(
        pick(List.of("acme", "hub")), pick(HandleSettings.WhenTaken.values()));
  }

  private SignInSettings signIn() {
    SignInSettings bare = SignInSettings.DEFAULT;
    return new SignInSettings(
        bare.provisioning(),
        bare.attributeOwnership(),
        maybe(this::roleMapping),
        maybe(this::resourceGroupMapping),
        bare.requiredGroup(),
        bare.requiredAttributes(),
        bare.absentClaim(),
        bare.linkByUserName(),
        bare.claimSeparator());
  }

  private RoleMapping roleMapping() {
    List<RoleMapping.Rule> rules = new ArrayList<>();
    subset(CLAIMS, 0.6).forEach(value -> rules.add(new RoleMapping.Rule(value, role())));
    rules.add(new RoleMapping.Rule("admins", Role.ADMIN));
    return new RoleMapping("teams", pick(RoleMapping.Conflict.values()), rules);
  }

  private ResourceGroupMapping resourceGroupMapping() {
    List<ResourceGroupMapping.Rule> rules = new ArrayList<>();
    for (String value : subset(CLAIMS, 0.6)) {
      for (String name : subset(RESOURCE_GROUPS, 0.5)) {
        rules.add(new ResourceGroupMapping.Rule(value, name, grantable()));
      }
    }
    return new ResourceGroupMapping("teams", rules);
  }

  private RoleSettings roles() {
    List<GroupLink> links = new ArrayList<>(links(this::role));
    if (!links.isEmpty()) {
      links.add(random.nextInt(links.size() + 1), new GroupLink("Admins", Role.ADMIN, ids()));
    }
    return new RoleSettings(links, pick(RoleMapping.Conflict.values()));
  }

  private List<GroupLink> links(Supplier<Role> given) {
    return subset(LINK_NAMES, 0.5).stream()
        .map(name -> new GroupLink(name, given.get(), ids()))
        .toList();
  }

  private List<String> ids() {
    return subset(SCIM_GROUPS, 0.35);
  }

  private LeaverSettings leavers() {
    return new LeaverSettings(
        pick(LeaverSettings.ContentPolicy.values()), Duration.ofDays(1 + random.nextInt(60)));
  }

  private List<ResourceGroup> groups() {
    return subset(RESOURCE_GROUPS, 0.7).stream().map(this::group).toList();
  }

  private ResourceGroup group(String name) {
    AutoJoin autoJoin = random.nextInt(3) > 0 ? AutoJoin.NONE : pick(AutoJoin.values());
    return new ResourceGroup(
        name,
        autoJoin,
        autoJoin == AutoJoin.NONE ? Optional.empty() : Optional.of(grantable()),
        links(this::grantable));
  }

  /** A version of a person, changed in a minute of its own. */
  public Identity identity(String id, long version) {
    IdentityStatus status = pick(IdentityStatus.values());
    return new Identity(
        id,
        "acme",
        version,
        status,
        "jdoe",
        Optional.empty(),
        Profile.EMPTY,
        random.nextInt(4) == 0 ? List.of(role().wireName(), role().wireName()) : List.of(),
        ids(),
        maybe(this::role),
        maybe(this::facts),
        maybe(this::assigned),
        status == IdentityStatus.DELETED ? Set.of() : Set.copyOf(subset(reasons(), 0.3)),
        status == IdentityStatus.DELETED ? Optional.of(deletion(version)) : Optional.empty(),
        Optional.empty(),
        NOW,
        at(version));
  }

  private static List<SuspensionReason> reasons() {
    return List.of(SuspensionReason.DEACTIVATED, SuspensionReason.LOCKED);
  }

  static Instant at(long minute) {
    return NOW.plus(Duration.ofMinutes(minute));
  }

  private Deletion deletion(long version) {
    return new Deletion(at(version), random.nextBoolean());
  }

  private SignInFacts facts() {
    ObjectNode claims = JsonNodeFactory.instance.objectNode();
    ArrayNode teams = claims.putArray("teams");
    subset(CLAIMS, 0.5).forEach(teams::add);
    return new SignInFacts(NOW, claims, Map.of());
  }

  private Assigned assigned() {
    TreeMap<String, Role> groups = new TreeMap<>();
    subset(RESOURCE_GROUPS, 0.3).forEach(name -> groups.put(name, grantable()));
    return new Assigned(maybe(this::role), groups);
  }

  private Role role() {
    return pick(Role.values());
  }

  private Role grantable() {
    return pick(List.of(Role.READ, Role.CONTRIBUTOR, Role.WRITE, Role.ADMIN));
  }

  public <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  public <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private <T> T pick(T[] all) {
    return all[random.nextInt(all.length)];
  }

  /** Some of these, each with a probability, in any order. */
  private <T> List<T> subset(List<T> all, double probability) {
    List<T> some = new ArrayList<>(all);
    some.removeIf(one -> random.nextDouble() >= probability);
    Collections.shuffle(some, random);
    return some;
  }
}
