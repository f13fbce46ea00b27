package io.bailiwick.enforcer.authzen;

import io.bailiwick.service.ErrorForm;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Errors in AuthZEN's form: a JSON object with a message. */
@ApplicationScoped
class AuthzenErrors implements ErrorForm {
  @Override
  public Body body(String path, int status, String detail) {
    return new Body("application/json", Map.of("error", detail));
  }

  @Override
  public String lacking(String scope) {
    return "The caller lacks the scope " + scope + ".";
  }
}
