package io.bailiwick.local;

import io.bailiwick.check.Caller;
import io.bailiwick.check.ScimCheck;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sends the requests of identity providers to any SCIM service. */
@Command(
    name = "scim-check",
    mixinStandardHelpOptions = true,
    description = "Play what Entra ID and Okta send against a SCIM service, and tell what passed.")
final class Check implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "URL", description = "The SCIM base URL.")
  String url = "";

  @Parameters(index = "1", paramLabel = "TOKEN", description = "The bearer token.")
  String token = "";

  @Override
  public Integer call() throws InterruptedException {
    if (!url.matches("https?://[^/].*")) {
      System.err.println("bailiwick: URL must begin with https:// or http://, not be " + url);
      return 2;
    }
    List<ScimCheck.Result> results =
        ScimCheck.run(
            Caller.scim(url.replaceAll("/+$", ""), token),
            Long.toString(System.currentTimeMillis(), 36));
    for (ScimCheck.Result result : results) {
      System.out.printf(
          "%-4s %-6s %-60s %8s%n",
          result.passed() ? "ok" : "FAIL",
          result.provider(),
          result.check(),
          Format.millis(result.took()));
      result.failure().ifPresent(failure -> System.out.println("     " + failure));
    }
    long failed = results.stream().filter(result -> !result.passed()).count();
    System.out.printf("%d of %d passed%n", results.size() - failed, results.size());
    return failed == 0 ? 0 : 1;
  }
}
