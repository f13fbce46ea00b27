package io.bailiwick.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bailiwick.check.ScimCheck.Result;
import io.bailiwick.check.SmallScimServer.Fault;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The check finds nothing at a right service, and of a wrong one what is wrong. */
class ScimCheckTest {
  private static final int CHECKS = 24;

  private static List<Result> check(Fault fault) throws Exception {
    try (SmallScimServer server = new SmallScimServer(fault)) {
      return ScimCheck.run(server.caller(), "run");
    }
  }

  @Test
  void aRightServicePassesEveryCheck() throws Exception {
    assertThat(check(Fault.NONE)).hasSize(CHECKS).allMatch(Result::passed);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments(Fault.ANY_TOKEN, "refuse a token that is none", "unexpected answer 200"),
        arguments(Fault.EXACT_CASE, "find it by userName in another", "expected one user"),
        arguments(Fault.TWICE, "refuse the same userName", "unexpected answer 201"),
        arguments(Fault.CONFLICT_WITHOUT_TYPE, "refuse the same userName", "scimType uniqueness"),
        arguments(Fault.NO_CHANGE, "change title and department", "the new title"),
        arguments(Fault.NO_MEMBERS, "add the user to the group", "among the members"),
        arguments(Fault.MEMBERS_STAY, "remove the user from the group", "no longer among"),
        arguments(Fault.STAYS_ACTIVE, "deactivate the user", "expected active false"),
        arguments(Fault.NOT_DELETED, "delete the user", "unexpected answer 200"));
  }

  /** One fault is one failed check of each provider, and no other check is affected. */
  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsReportedByItsCheck(Fault fault, String check, String failure) throws Exception {
    List<Result> results = check(fault);
    assertThat(results).hasSize(CHECKS);
    assertThat(results)
        .filteredOn(result -> !result.passed())
        .hasSize(2)
        .allSatisfy(
            result -> {
              assertThat(result.check()).startsWith(check);
              assertThat(result.failure().orElse("")).contains(failure);
            })
        .extracting(Result::provider)
        .containsExactly("entra", "okta");
  }

  /** Without a user there is nothing to ask further. */
  @Test
  void anAnswerWithoutWhatItMustHaveEndsTheProvidersChecks() throws Exception {
    List<Result> results = check(Fault.NO_ID);
    assertThat(results).hasSize(6);
    assertThat(results.get(2).failure()).contains("an answer that lacks what it should have");
  }

  @Test
  void aServiceThatIsNoneFailsEveryCheck() throws Exception {
    assertThat(check(Fault.NO_ANSWER))
        .isNotEmpty()
        .allSatisfy(result -> assertThat(result.failure().orElse("")).startsWith("no answer: "));
    assertThat(check(Fault.NO_JSON))
        .filteredOn(Result::passed)
        .extracting(Result::check)
        .containsOnly("answer the connection test", "refuse a token that is none, with 401");
  }
}
