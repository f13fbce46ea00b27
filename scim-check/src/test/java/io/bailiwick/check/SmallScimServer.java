package io.bailiwick.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of a SCIM service as the check needs, with one fault or none. */
final class SmallScimServer implements AutoCloseable {
  static final String TOKEN = "the-token";

  private static final Pattern FILTER = Pattern.compile("filter=(\\w+) eq \"(.*?)\"");
  private static final Pattern MEMBER = Pattern.compile("members\\[value eq \"(.*)\"\\]");

  private final HttpServer server;
  private final Fault fault;
  private final Map<String, ObjectNode> resources = new LinkedHashMap<>();

  /** What a service can do wrong. */
  enum Fault {
    NONE,
    ANY_TOKEN,
    EXACT_CASE,
    TWICE,
    CONFLICT_WITHOUT_TYPE,
    NO_ID,
    NO_CHANGE,
    NO_MEMBERS,
    MEMBERS_STAY,
    STAYS_ACTIVE,
    NOT_DELETED,
    NO_JSON,
    NO_ANSWER
  }

  SmallScimServer(Fault fault) throws IOException {
    this.fault = fault;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  Caller caller() {
    return Caller.scim("http://127.0.0.1:" + server.getAddress().getPort(), TOKEN);
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      if (fault == Fault.NO_ANSWER) {
        return;
      }
      Answer answer =
          fault == Fault.ANY_TOKEN
                  || ("Bearer " + TOKEN).equals(http.getRequestHeaders().getFirst("Authorization"))
              ? answer(http)
              : error(401, "");
      byte[] body =
          fault == Fault.NO_JSON
              ? "<html>".getBytes(StandardCharsets.UTF_8)
              : StrictJson.write(answer.body());
      http.sendResponseHeaders(answer.status(), answer.status() == 204 ? -1 : body.length);
      if (answer.status() != 204) {
        http.getResponseBody().write(body);
      }
    }
  }

  private Answer answer(HttpExchange http) throws IOException {
    String path = http.getRequestURI().getPath();
    if (http.getRequestMethod().equals("POST")) {
      return create(path, body(http));
    }
    if (path.equals("/Users") || path.equals("/Groups")) {
      return list(
          path, URLDecoder.decode(http.getRequestURI().getRawQuery(), StandardCharsets.UTF_8));
    }
    ObjectNode resource = resources.get(path);
    if (resource == null) {
      return error(404, "");
    }
    return switch (http.getRequestMethod()) {
      case "GET" -> new Answer(200, resource);
      case "PUT" -> put(resource, body(http));
      case "PATCH" -> patch(resource, body(http));
      default -> {
        if (fault != Fault.NOT_DELETED) {
          resources.remove(path);
        }
        yield new Answer(204, resource);
      }
    };
  }

  private static ObjectNode body(HttpExchange http) throws IOException {
    return (ObjectNode) StrictJson.mapper().readTree(http.getRequestBody());
  }

  private Answer list(String path, String query) {
    Matcher filter = FILTER.matcher(query);
    ObjectNode list = StrictJson.mapper().createObjectNode();
    ArrayNode found = list.putArray("Resources");
    boolean filtered = filter.find();
    resources.forEach(
        (at, resource) -> {
          if (at.startsWith(path + "/")
              && (!filtered || is(resource, filter.group(1), filter.group(2)))) {
            found.add(resource);
          }
        });
    return new Answer(200, list);
  }

  private boolean is(JsonNode resource, String attribute, String value) {
    String known = resource.path(attribute).asText();
    return fault == Fault.EXACT_CASE ? known.equals(value) : known.equalsIgnoreCase(value);
  }

  private Answer create(String path, ObjectNode resource) {
    boolean taken =
        resource.has("userName")
            && resources.values().stream()
                .anyMatch(known -> is(known, "userName", resource.path("userName").asText()));
    if (taken && fault != Fault.TWICE) {
      return error(409, fault == Fault.CONFLICT_WITHOUT_TYPE ? "" : "uniqueness");
    }
    String id = UUID.randomUUID().toString();
    if (fault != Fault.NO_ID) {
      resource.put("id", id);
    }
    resources.put(path + "/" + id, resource);
    return new Answer(201, resource);
  }

  private Answer put(ObjectNode resource, ObjectNode changed) {
    if (fault != Fault.NO_CHANGE) {
      resource.setAll(changed);
    }
    return new Answer(200, resource);
  }

  private Answer patch(ObjectNode resource, ObjectNode patch) {
    for (JsonNode operation : patch.path("Operations")) {
      String path = operation.path("path").asText();
      if (path.startsWith("members")) {
        members(resource.withArray("members"), operation, path);
      } else if (path.equals("active") || path.isEmpty()) {
        resource.put("active", fault == Fault.STAYS_ACTIVE);
      } else if (fault != Fault.NO_CHANGE) {
        change(resource, path, operation.path("value"));
      }
    }
    return new Answer(200, resource);
  }

  private static void change(ObjectNode resource, String path, JsonNode value) {
    int colon = path.lastIndexOf(':');
    if (colon < 0) {
      resource.set(path, value);
    } else {
      ((ObjectNode) resource.get(path.substring(0, colon))).set(path.substring(colon + 1), value);
    }
  }

  private void members(ArrayNode members, JsonNode operation, String path) {
    if (operation.path("op").asText().equalsIgnoreCase("add")) {
      if (fault != Fault.NO_MEMBERS) {
        operation.path("value").forEach(members::add);
      }
    } else if (fault != Fault.MEMBERS_STAY) {
      Matcher one = MEMBER.matcher(path);
      String gone = one.matches() ? one.group(1) : operation.at("/value/0/value").asText();
      for (int i = members.size() - 1; i >= 0; i--) {
        if (members.get(i).path("value").asText().equals(gone)) {
          members.remove(i);
        }
      }
    }
  }

  private static Answer error(int status, String type) {
    return new Answer(status, StrictJson.mapper().createObjectNode().put("scimType", type));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private record Answer(int status, JsonNode body) {}
}
