package io.bailiwick.check;

import io.bailiwick.check.Caller.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The requests by which an identity provider pushes the changes of people and groups. */
public sealed interface Dialect permits EntraDialect, OktaDialect, OneLoginDialect {
  /** The core schema of users. */
  String USER = "urn:ietf:params:scim:schemas:core:2.0:User";

  /** The enterprise extension. */
  String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  /** The core schema of groups. */
  String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";

  /** The schema of a PATCH. */
  String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

  /** Returns the dialect of a name: entra, okta or onelogin. */
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

  /** Sends the first request, by which an administrator tests the connection. */
  void connect() throws IOException, InterruptedException;

  /** A person joins: the user is looked up, and created if there is none. Returns the id. */
  String join(Person person) throws IOException, InterruptedException;

  /** A person gets another title and department. */
  Answer move(String id, Person person) throws IOException, InterruptedException;

  /** A person leaves: the user is deactivated. */
  Answer leave(String id, Person person) throws IOException, InterruptedException;

  /** Looks up a group, and creates it if there is none. Returns the id. */
  String group(String name) throws IOException, InterruptedException;

  /** Adds users to a group. */
  Answer add(String group, List<String> users) throws IOException, InterruptedException;

  /** Removes a user from a group. */
  Answer remove(String group, String user) throws IOException, InterruptedException;

  /** Returns a filter as a query. */
  static String filter(String attribute, String value) {
    return "filter="
        + URLEncoder.encode(attribute + " eq \"" + value + "\"", StandardCharsets.UTF_8)
            .replace("+", "%20");
  }

  /** Returns the id of a resource that a request has created. */
  static String created(Answer answer) {
    return answer.expect(201).body().get("id").textValue();
  }

  /** Returns the id of the only resource in a list; empty if there is none. */
  static String id(Answer list) {
    return list.expect(200).body().at("/Resources/0/id").asText("");
  }
}
