package io.bailiwick.enforcer.authzen;

import com.ethlo.time.ITU;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Credential;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.decision.ResourceKind;
import io.bailiwick.enforcer.decision.Visibility;
import io.bailiwick.model.Revisions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads an evaluation from a tree, in the plainest way: what the reader of tokens is compared with.
 * Empty if it is none.
 */
final class TreeReader {
  private final JsonNode body;
  private boolean bad;

  private TreeReader(JsonNode body) {
    this.body = body;
  }

  static Optional<CheckRequest> read(JsonNode body) {
    TreeReader reader = new TreeReader(body);
    CheckRequest request = reader.request();
    return reader.bad ? Optional.empty() : Optional.of(request);
  }

  private CheckRequest request() {
    JsonNode context = object("/context");
    object("/subject");
    object("/action");
    object("/resource");
    JsonNode credential = object("/context/credential");
    JsonNode session = object("/context/session");
    JsonNode madeIn = object("/context/credential/session");
    text("/context/session/token");
    text("/context/at_least_as_fresh")
        .filter(token -> Revisions.parse(token).isEmpty())
        .ifPresent(token -> bad = true);
    boolean byCredential = !credential.isMissingNode();
    String facts = byCredential ? "/context/credential/session" : "/context/session";
    // Wrong kinds are errors even where another member counts.
    List.of("id", "organization", "authenticated_at")
        .forEach(
            name -> {
              text("/context/session/" + name);
              text("/context/credential/session/" + name);
            });
    text("/context/credential/created_at");
    Optional<Session> shown = session(facts);
    Optional<String> token = byCredential ? Optional.empty() : text("/context/session/token");
    boolean told = byCredential || !(context.isMissingNode() || session.isMissingNode());
    return new CheckRequest(
        folded(required("/subject/type")),
        required("/subject/id"),
        required("/action/name"),
        resource(),
        shown,
        byCredential
            ? Optional.of(new Credential(instant("/context/credential/created_at")))
            : Optional.empty(),
        false,
        told && shown.isEmpty() && token.isEmpty()
            ? Optional.of(missing(byCredential ? madeIn : session, facts))
            : Optional.empty());
  }

  private Resource resource() {
    String type = folded(required("/resource/type"));
    String id = required("/resource/id");
    object("/resource/properties");
    Optional<String> stated = text("/resource/properties/owner").map(TreeReader::folded);
    Optional<String> implied = ResourceKind.of(type).namespace(id).map(TreeReader::folded);
    return new Resource(
        type,
        id,
        stated.or(() -> implied),
        stated.isPresent() && implied.isPresent() && !stated.equals(implied),
        Visibility.of(text("/resource/properties/visibility")),
        group(type, id),
        text("/resource/properties/created_by"),
        destination(),
        scopes());
  }

  private Optional<Destination> destination() {
    JsonNode destination = object("/resource/properties/destination");
    Optional<String> owner = text("/resource/properties/destination/owner").map(TreeReader::folded);
    Visibility visibility = Visibility.of(text("/resource/properties/destination/visibility"));
    Optional<String> group = group("/resource/properties/destination/resource_group");
    return destination.isMissingNode()
        ? Optional.empty()
        : Optional.of(new Destination(owner, visibility, group));
  }

  private Optional<String> group(String type, String id) {
    Optional<String> stated = group("/resource/properties/resource_group");
    return type.equals("resource-group") ? Optional.of(id.replaceFirst("^[^/]*/", "")) : stated;
  }

  private Optional<String> group(String path) {
    Optional<String> name = text(path);
    bad |= name.filter(text -> text.isEmpty() || text.length() > 64).isPresent();
    return name;
  }

  private List<String> scopes() {
    JsonNode scopes = at("/resource/properties/scopes");
    bad |= !scopes.isMissingNode() && !scopes.isArray();
    List<String> owners = new ArrayList<>();
    for (JsonNode scope : scopes) {
      bad |= !scope.path("owner").isTextual();
      owners.add(folded(scope.path("owner").asText()));
    }
    return owners;
  }

  private Optional<Session> session(String path) {
    Optional<String> id = text(path + "/id");
    Optional<String> organization = text(path + "/organization");
    Optional<Instant> at = instant(path + "/authenticated_at");
    return id.isPresent() && organization.isPresent() && at.isPresent()
        ? Optional.of(Session.told(id.get(), organization.get(), at.get()))
        : Optional.empty();
  }

  private static String missing(JsonNode facts, String path) {
    List<String> missing = new ArrayList<>();
    for (String name : List.of("id", "organization", "authenticated_at")) {
      if (!facts.path(name).isTextual()) {
        missing.add((path + "/" + name).substring(1).replace('/', '.'));
      }
    }
    return String.join(", ", missing) + ".";
  }

  private Optional<Instant> instant(String path) {
    try {
      return text(path).map(text -> ITU.parseDateTime(text).toInstant());
    } catch (DateTimeException e) {
      bad = true;
      return Optional.empty();
    }
  }

  private JsonNode object(String path) {
    JsonNode node = at(path);
    bad |= !node.isMissingNode() && !node.isObject();
    return node;
  }

  private Optional<String> text(String path) {
    JsonNode node = at(path);
    bad |= !node.isMissingNode() && !node.isTextual();
    return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
  }

  private String required(String path) {
    String text = text(path).orElse("");
    bad |= text.isEmpty();
    return text;
  }

  private JsonNode at(String path) {
    JsonNode node = body.at(path);
    return node.isNull() ? MissingNode.getInstance() : node;
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
