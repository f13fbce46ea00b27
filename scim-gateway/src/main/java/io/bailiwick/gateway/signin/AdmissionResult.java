package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.directory.rules.Admission;
import io.bailiwick.gateway.directory.rules.Outcome;

/**
 * What became of a sign-in.
 *
 * @param <T> what was made with it
 */
public sealed interface AdmissionResult<T> {
  /** Let in. */
  record Admitted<T>(Outcome.Granted outcome, T made) implements AdmissionResult<T> {}

  /** Not let in; nothing was written. */
  record Refused<T>(Admission.Refused refusal) implements AdmissionResult<T> {}
}
