package io.bailiwick.check;

import io.bailiwick.check.Caller.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** How an identity provider pushes: which requests it makes for what happens to people. */
public sealed interface Dialect permits EntraDialect, OktaDialect, OneLoginDialect {
  /** The core schema of users. */
  String USER = "urn:ietf:params:scim:schemas:core:2.0:User";

  /** The enterprise extension. */
  String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  /** The core schema of groups. */
  String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";

  /** The schema of a PATCH. */
  String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

  /** The dialect of a name: entra, okta or onelogin. */
  static Dialect of(String name, Caller scim) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "entra" -> new EntraDialect(scim);
      case "okta" -> new OktaDialect(scim);
      case "onelogin" -> new OneLoginDialect(scim);
      default ->
          throw new IllegalArgumentException(
              "there is no dialect " + name + ": entra, okta or onelogin");
    };
  }

  /** The first request, by which an administrator tests the connection. */
  void connect() throws IOException, InterruptedException;

  /** Somebody comes: the user is looked up, and made where there is none. Gives the id. */
  String join(Person person) throws IOException, InterruptedException;

  /** Somebody gets another title and department. */
  Answer move(String id, Person person) throws IOException, InterruptedException;

  /** Somebody goes: is deactivated. */
  Answer leave(String id, Person person) throws IOException, InterruptedException;

  /** A group is looked up, and made where there is none. Gives the id. */
  String group(String name) throws IOException, InterruptedException;

  /** Users become members. */
  Answer add(String group, List<String> users) throws IOException, InterruptedException;

  /** A user is a member no longer. */
  Answer remove(String group, String user) throws IOException, InterruptedException;

  /** A filter as a query. */
  static String filter(String attribute, String value) {
    return "filter="
        + URLEncoder.encode(attribute + " eq \"" + value + "\"", StandardCharsets.UTF_8)
            .replace("+", "%20");
  }

  /** The id of the one resource that a list holds; empty where it holds none. */
  static String id(Answer list) {
    return list.expect(200).body().at("/Resources/0/id").asText("");
  }
}
