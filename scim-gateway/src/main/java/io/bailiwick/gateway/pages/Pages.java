package io.bailiwick.gateway.pages;

import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.model.Organization;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** The pages, each with the headers that let nothing in: no script, no frame, no foreign part. */
public final class Pages {
  // Forms lead to an identity provider by redirects, which browsers hold against form-action.
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self' https: http:; base-uri 'none';"
          + " frame-ancestors 'none'";

  private Pages() {}

  /** A page as an answer. */
  public static Response answer(int status, TemplateInstance page) {
    return Response.status(status)
        .entity(page.render())
        .type("text/html;charset=UTF-8")
        .header("Content-Security-Policy", POLICY)
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        .build();
  }

  /**
   * What this service offers and where it is described.
   *
   * @param viewer whether Swagger UI is switched on
   */
  public static TemplateInstance home(boolean viewer) {
    return Templates.home(viewer);
  }

  /**
   * Where a person says which organization to sign in to.
   *
   * @param request the platform's request that waits, or an empty text
   * @param problem what was wrong with the last answer, or an empty text
   */
  public static TemplateInstance start(String request, String problem) {
    return Templates.start(request, problem);
  }

  /**
   * A sign-in that did not succeed.
   *
   * @param organization its name for people, or an empty text
   * @param text what the person is told
   * @param trace what the administrator looks up, or an empty text
   * @param again where to start again, or an empty text
   */
  public static TemplateInstance refused(
      String organization, String text, String trace, String again) {
    return refused(organization, text, trace, again, "");
  }

  /**
   * A sign-in that did not succeed, which a platform service has asked for.
   *
   * @param back where to go back to the service, or an empty text
   */
  public static TemplateInstance refused(
      String organization, String text, String trace, String again, String back) {
    return Templates.refused(organization, text, trace, again, back);
  }

  /** A sign-in that nothing waits for. */
  public static TemplateInstance signedIn(String organization) {
    return Templates.signedIn(organization);
  }

  /** A test sign-in that has been kept; the administrator reads it in the administration API. */
  public static TemplateInstance tested(String organization, String connection) {
    return Templates.tested(organization, connection);
  }

  /** A test sign-in that did not succeed. */
  public static TemplateInstance testFailed(
      Organization organization, String connection, CheckFailed failure) {
    return Templates.testFailed(
        organization.displayName(),
        connection,
        failure.check().name(),
        failure.check().failed(),
        failure.detail(),
        failure.check().mend(organization.id(), Optional.of(connection)));
  }

  /**
   * The question whether to leave one organization's session for another's.
   *
   * @param present the name of the organization that the session is of
   * @param wanted the name of the other one, and its id
   * @param request the platform's request that waits, or an empty text
   */
  public static TemplateInstance exchange(
      String present, String wanted, String id, String request) {
    return Templates.exchange(present, wanted, id, request);
  }

  /**
   * Where a recovery code is entered.
   *
   * @param problem what was wrong with the last one, or an empty text
   * @param trace what the operator looks up of that, or an empty text
   */
  public static TemplateInstance breakGlass(
      String organization, String id, String problem, String trace) {
    return Templates.breakGlass(organization, id, problem, trace);
  }

  /** An organization that a recovery code has opened. */
  public static TemplateInstance opened(String organization) {
    return Templates.opened(organization);
  }

  /**
   * The question whether to sign out.
   *
   * @param request the service's request that waits for the answer, or an empty text
   */
  public static TemplateInstance signOut(String request) {
    return Templates.signOut(request);
  }

  /**
   * The end of a session.
   *
   * @param stays why the person is not sent back to the service that asked for it, or an empty text
   */
  public static TemplateInstance signedOut(String stays) {
    return Templates.signedOut(stays);
  }

  /** The templates of {@code templates/Pages}. */
  @CheckedTemplate(basePath = "Pages")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance home(boolean viewer);

    static native TemplateInstance start(String request, String problem);

    static native TemplateInstance refused(
        String organization, String text, String trace, String again, String back);

    static native TemplateInstance signedIn(String organization);

    static native TemplateInstance tested(String organization, String connection);

    static native TemplateInstance testFailed(
        String organization,
        String connection,
        String check,
        String failed,
        String detail,
        String mend);

    static native TemplateInstance exchange(
        String present, String wanted, String id, String request);

    static native TemplateInstance breakGlass(
        String organization, String id, String problem, String trace);

    static native TemplateInstance opened(String organization);

    static native TemplateInstance signOut(String request);

    static native TemplateInstance signedOut(String stays);
  }
}
