package io.bailiwick.enforcer.authzen;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bailiwick.enforcer.CatalogueFile;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.decision.Grants;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import io.bailiwick.model.SignInSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The parts of a check that are not its transport. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CheckBenchmark {
  private static final int ITEMS = 50;
  private static final String JANE = "mgd_06ek9q2vbx7kq9g4zt5h3n8m0r";
  private static final Instant NOW = Instant.now();
  private static final String SUBJECT = "\"subject\":{\"type\":\"user\",\"id\":\"" + JANE + "\"},";

  /** The question: an allow, one by a grant, a deny by the catalogue, one without a session. */
  @Param({"read", "read-group", "publish", "signed-out"})
  public String question = "";

  private final Policy policy = builtIn();
  private final Facts facts = facts();
  private byte[] single = {};
  private byte[] batch = {};
  private CheckRequest request =
      EvaluationRequest.of(EvaluationBody.read(body("read", 1), Member.Form.EVALUATION)).check();

  @Setup
  public void setUp() {
    single = body(question, 1);
    batch = body(question, ITEMS);
    request = request();
  }

  /** The decision alone. */
  @Benchmark
  public Decision decide() {
    return policy.decide(request, facts, NOW);
  }

  /** A body to a question. */
  @Benchmark
  public CheckRequest read() {
    return request();
  }

  private CheckRequest request() {
    return EvaluationRequest.of(EvaluationBody.read(single, Member.Form.EVALUATION)).check();
  }

  /** The body of a batch to its questions, per question. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public void readBatch(Blackhole hole) {
    for (EvaluationBody item : EvaluationBody.read(batch, Member.Form.BATCH).items()) {
      hole.consume(EvaluationRequest.of(item).check());
    }
  }

  private static byte[] body(String question, int items) {
    String action =
        "\"action\":{\"name\":\"repository."
            + (question.equals("publish") ? "create" : "read")
            + "\"},";
    String resource =
        "\"resource\":{\"type\":\"model\",\"id\":\"acme/bert\",\"properties\":{\"owner\":\"acme\",\"visibility\":\""
            + (question.equals("publish") ? "public" : "private")
            + (question.equals("read-group") ? "\",\"resource_group\":\"research" : "")
            + "\"}}";
    String context =
        question.equals("signed-out")
            ? "\"context\":{}"
            : "\"context\":{\"session\":{\"id\":\"ses_1\",\"organization\":\"acme\",\"authenticated_at\":\""
                + NOW.minusSeconds(60)
                + "\"}}";
    String asked =
        items == 1
            ? resource
            : "\"evaluations\":["
                + String.join(",", Collections.nCopies(items, "{" + resource + "}"))
                + "]";
    return ("{" + SUBJECT + action + asked + "," + context + "}").getBytes(UTF_8);
  }

  private static Policy builtIn() {
    try {
      return new Policy(CatalogueFile.builtIn());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A member with two grants. */
  private static Subject jane() {
    Grants grants =
        new Grants(
            List.of(new Grants.Held("lab", Role.READ), new Grants.Held("research", Role.WRITE)));
    return new Subject(
        JANE,
        "acme",
        1,
        IdentityStatus.ACTIVE,
        null,
        null,
        0,
        1,
        1,
        AccountStatus.ACTIVE,
        Role.WRITE,
        grants,
        null,
        false,
        false);
  }

  private static Facts facts() {
    return new Facts(
        Optional.of(jane()),
        Optional.of(
            SampleOrganization.of(
                "acme", Role.READ, LimitSettings.STRICT, SignInSettings.DEFAULT, NOW)),
        List.of(),
        false,
        false,
        Set.of("acme"),
        Facts.Freshness.FRESH);
  }
}
