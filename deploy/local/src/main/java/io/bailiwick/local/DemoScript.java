package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.check.Caller.Answer;
import io.bailiwick.check.EntraDialect;
import io.bailiwick.check.Person;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The demo, step by step; each step reports its request, the answer and the duration. */
final class DemoScript {
  private static final int WRITERS = 16;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LocalState state;
  private final int users;
  private final String run = Long.toString(System.currentTimeMillis(), 36);
  private final Caller acme;
  private final Caller globex;
  private final Simulation people;
  private final DemoPlatform platform;
  private int mismatches;

  DemoScript(LocalState state, int users) {
    this.state = state;
    this.users = users;
    this.acme = scim("acme");
    this.globex = scim("globex");
    this.people = simulation("acme", acme);
    this.platform =
        new DemoPlatform(
            Caller.json(state.enforcer(), state.serviceToken()),
            Caller.json(state.worker(), state.serviceToken()));
  }

  private Caller scim(String id) {
    LocalState.LocalOrganization organization = state.organizations().get(id);
    if (organization == null) {
      throw new IllegalStateException("there is no organization " + id);
    }
    return Caller.scim(organization.scim(), organization.scimToken());
  }

  private Simulation simulation(String organization, Caller scim) {
    return new Simulation(new EntraDialect(scim), scim, organization, run, WRITERS);
  }

  /** Returns the number of unexpected answers. */
  int mismatches() {
    return mismatches;
  }

  void play() throws IOException, InterruptedException {
    organizations();
    push("2. An identity provider pushes " + users + " users to acme", users);
    simulation("globex", globex).join(1);
    accounts();
    decisions();
    deactivations();
    if (state.example().isPresent()) {
      signIns(state.example().get());
    }
    crashes();
    System.out.println();
    System.out.println(
        mismatches == 0
            ? "Everything was as it should be."
            : mismatches + " MISMATCHES, see above.");
  }

  private void organizations() throws IOException, InterruptedException {
    step("1. The organizations, made through the administration API");
    Caller operator = Caller.json(state.gateway(), state.operatorToken());
    for (String id : DemoOrganizations.IDS) {
      Answer answer = operator.get("/organizations/" + id).expect(200);
      System.out.printf(
          "   GET /organizations/%s -> %d, default role %s, %s%n",
          id,
          answer.status(),
          answer.body().get("defaultRole").asText(),
          Format.millis(answer.took()));
    }
  }

  private void push(String title, int count) throws InterruptedException {
    step(title);
    System.out.println("   each: GET /Users?filter=userName eq \"...\", POST /Users");
    Instant began = Instant.now();
    people.join(count);
    Duration took = Duration.between(began, Instant.now());
    System.out.printf(
        "   %d users in %s: %d users/s%n",
        count, Format.seconds(took), count * 1000L / Math.max(1, took.toMillis()));
  }

  private void accounts() throws IOException, InterruptedException {
    step("3. The worker materialises their accounts");
    Instant began = Instant.now();
    Map<String, JsonNode> accounts = await(new HashSet<>(people.ids()));
    Duration took = Duration.between(began, Instant.now());
    JsonNode one = accounts.get(people.ids().getFirst());
    System.out.printf(
        "   %d accounts, %d handles, all there %s after the last push%n",
        accounts.size(), DemoPlatform.handles(accounts).size(), Format.seconds(took));
    System.out.println("   for example " + one);
    expect(DemoPlatform.handles(accounts).size() == accounts.size(), "two accounts share a handle");
  }

  /** Waits for the wanted accounts of acme, and returns all of its accounts. */
  private Map<String, JsonNode> await(Set<String> wanted) throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        Map<String, JsonNode> accounts = platform.accounts("acme");
        if (accounts.keySet().containsAll(wanted)) {
          return accounts;
        }
      } catch (IOException restarting) {
        System.out.print("");
      }
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("the accounts are not there after " + PATIENCE);
      }
      Thread.sleep(50);
    }
  }

  private void decisions() throws IOException, InterruptedException {
    step("4. Services of the platform ask the enforcer");
    String subject = people.ids().getFirst();
    awaitMayRead(subject);
    for (DemoQuestion question : DemoQuestion.about(subject)) {
      Answer answer = platform.ask(question);
      System.out.println("   " + question.describe(answer));
      expect(question.isAnsweredBy(answer), "expected " + question.reason());
    }
  }

  private void awaitMayRead(String subject) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!platform.mayRead(subject, "acme")) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("an active member is not allowed to read");
      }
      Thread.sleep(20);
    }
  }

  private void deactivations() throws IOException, InterruptedException {
    int count = Math.min(100, users / 2);
    step("5. The identity provider deactivates " + count + " users");
    Latencies latencies = new Latencies();
    EntraDialect entra = new EntraDialect(acme);
    for (String id : people.ids().subList(0, count)) {
      awaitMayRead(id);
      entra.leave(id, Person.of("acme", run, 0));
      Instant acknowledged = Instant.now();
      while (platform.mayRead(id, "acme")) {
        if (Duration.between(acknowledged, Instant.now()).compareTo(PATIENCE) > 0) {
          throw new IllegalStateException("a deactivated user is still allowed");
        }
      }
      latencies.add(Duration.between(acknowledged, Instant.now()));
    }
    System.out.println("   PATCH active=False, 200 -> first deny: " + latencies);
    expect(latencies.percentile(1).toSeconds() < 5, "slower than promised");
  }

  private void signIns(String example) throws IOException, InterruptedException {
    step("   A person signs in at the platform, through the identity provider's own form");
    new DemoSignIn(acme, Caller.json(state.worker(), state.serviceToken()), example)
        .play(Math.clamp(users / 5, 3, 200), this::expect);
  }

  private void crashes() throws IOException, InterruptedException {
    step("6. kill -9 of the worker and of the broker while users are pushed");
    int more = Math.max(10, users / 5);
    Thread killer =
        Thread.ofVirtual()
            .start(
                () -> {
                  kill("provisioning-worker");
                  kill("kafka");
                });
    push("   " + more + " more users meanwhile", more);
    killer.join();
    Map<String, JsonNode> accounts = await(new HashSet<>(people.ids()));
    int identities = count(acme) + count(globex);
    Map<String, JsonNode> others = platform.accounts("globex");
    int held = accounts.size() + others.size();
    // A person deleted before the demo has no identity any more; the account stays, for its handle.
    long ended = ended(accounts) + ended(others);
    int elsewhere = elsewhere();
    int known = awaitSubjects(held + elsewhere) - elsewhere;
    System.out.printf(
        "   identities %d, accounts %d (%d of deleted ones), handles %d, subjects of the enforcer %d%n",
        identities,
        held,
        ended,
        DemoPlatform.handles(accounts).size() + DemoPlatform.handles(others).size(),
        known);
    expect(identities == held - ended && held == known, "something was lost or is there twice");
    expect(DemoPlatform.handles(accounts).size() == accounts.size(), "two accounts share a handle");
  }

  /** Returns the number of accounts in organizations that the demo did not create. */
  private int elsewhere() throws IOException, InterruptedException {
    Caller operator = Caller.json(state.gateway(), state.operatorToken());
    int accounts = 0;
    for (JsonNode organization :
        operator.get("/organizations?limit=1000").expect(200).body().path("organizations")) {
      String id = organization.path("id").asText();
      accounts += DemoOrganizations.IDS.contains(id) ? 0 : platform.accounts(id).size();
    }
    return accounts;
  }

  private static long ended(Map<String, JsonNode> accounts) {
    return accounts.values().stream()
        .filter(account -> account.path("status").asText().equals("DEPROVISIONED"))
        .count();
  }

  /** Returns the number of users of an organization. */
  static int count(Caller scim) throws IOException, InterruptedException {
    return scim.get("/Users?count=0").expect(200).body().get("totalResults").intValue();
  }

  private void kill(String name) {
    LocalState now = LocalState.read().orElse(state);
    LocalState.LocalProcess process = now.processes().get(name);
    if (process != null) {
      System.out.println("   kill -9 " + process.pid() + " (" + name + ")");
      process.handle().ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** Waits for the expected number of subjects in the enforcer, and returns the number. */
  private int awaitSubjects(int wanted) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    int known = -1;
    while (known != wanted && Instant.now().isBefore(deadline)) {
      Thread.sleep(100);
      known = ProjectionHealth.data(state, "subjects").asInt(-1);
    }
    return known;
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      mismatches++;
      System.out.println("   MISMATCH: " + otherwise);
    }
  }

  private static void step(String title) {
    System.out.println();
    System.out.println(title);
  }
}
