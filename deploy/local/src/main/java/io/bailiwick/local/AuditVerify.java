package io.bailiwick.local;

import io.bailiwick.audit.AuditVerification;
import io.bailiwick.audit.AuditVerification.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Verifies an export of an organization's audit log. */
@Command(
    name = "audit-verify",
    mixinStandardHelpOptions = true,
    description = "Verify an export of an audit log (application/x-ndjson), made without filters.")
final class AuditVerify implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The export.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    try (BufferedReader export = Files.newBufferedReader(file)) {
      return switch (AuditVerification.verify(export)) {
        case Result.Unbroken unbroken -> {
          Main.say(
              "%d entries, unbroken: %d to %d, last hash %s"
                  .formatted(
                      unbroken.entries(), unbroken.first(), unbroken.last(), unbroken.hash()));
          yield 0;
        }
        case Result.Broken broken -> {
          Main.say("line %d: %s".formatted(broken.line(), broken.reason()));
          yield 1;
        }
      };
    }
  }
}
