package io.bailiwick.gateway.pages;

import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.model.Organization;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** The pages, each with headers that forbid scripts, frames and foreign content. */
public final class Pages {
  // Forms lead to an identity provider by redirects, and browsers check form-action for those too.
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self' https: http:; base-uri 'none';"
          + " frame-ancestors 'none'";

  private Pages() {}

  /** Returns a page as an answer. */
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
   * The page about this service's endpoints and their descriptions.
   *
   * @param viewer whether Swagger UI is switched on
   */
  public static TemplateInstance home(boolean viewer) {
    return Templates.home(viewer);
  }

  /**
   * The page on which a person names the organization to sign in to.
   *
   * @param request the platform's waiting request, or an empty text
   * @param problem the problem with the last answer, or an empty text
   */
  public static TemplateInstance start(String request, String problem) {
    return Templates.start(request, problem);
  }

  /**
   * The page of a failed sign-in.
   *
   * @param organization its name for people, or an empty text
   * @param text the text for the person
   * @param trace the number by which the administrator finds the trace, or an empty text
   * @param again the address at which to start again, or an empty text
   */
  public static TemplateInstance refused(
      String organization, String text, String trace, String again) {
    return refused(organization, text, trace, again, "");
  }

  /**
   * The page of a failed sign-in that a platform service requested.
   *
   * @param back the address by which to return to the service, or an empty text
   */
  public static TemplateInstance refused(
      String organization, String text, String trace, String again, String back) {
    return Templates.refused(organization, text, trace, again, back);
  }

  /** The page of a sign-in for which no request waits. */
  public static TemplateInstance signedIn(String organization) {
    return Templates.signedIn(organization);
  }

  /** The page of a test sign-in whose result is stored; the administration API shows the result. */
  public static TemplateInstance tested(String organization, String connection) {
    return Templates.tested(organization, connection);
  }

  /** The page of a failed test sign-in. */
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
   * @param present the name of the session's organization
   * @param wanted the name of the other one, and its id
   * @param request the platform's waiting request, or an empty text
   */
  public static TemplateInstance exchange(
      String present, String wanted, String id, String request) {
    return Templates.exchange(present, wanted, id, request);
  }

  /**
   * The page on which to enter a recovery code.
   *
   * @param problem the problem with the last code, or an empty text
   * @param trace the number by which the operator finds the trace, or an empty text
   */
  public static TemplateInstance breakGlass(
      String organization, String id, String problem, String trace) {
    return Templates.breakGlass(organization, id, problem, trace);
  }

  /** The page of an organization that a recovery code has opened. */
  public static TemplateInstance opened(String organization) {
    return Templates.opened(organization);
  }

  /**
   * The question whether to sign out.
   *
   * @param request the service's waiting request, or an empty text
   */
  public static TemplateInstance signOut(String request) {
    return Templates.signOut(request);
  }

  /**
   * The page after the end of a session.
   *
   * @param stays the reason why the person is not sent back to the requesting service, or an empty
   *     text
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
