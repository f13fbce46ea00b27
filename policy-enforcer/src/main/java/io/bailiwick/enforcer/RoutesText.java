package io.bailiwick.enforcer;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.enforcer.SchemaText.Subject;
import io.bailiwick.enforcer.edge.routes.Routes;
import io.bailiwick.enforcer.edge.routes.Routes.BadRoute;
import io.bailiwick.service.LogText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the text of the edge's mapping. edge.schema.json has the rules of its form; {@link Routes}
 * has those between its parts.
 */
final class RoutesText {
  private static final TypeReference<Map<String, Object>> FORM = new TypeReference<>() {};

  private RoutesText() {}

  /**
   * Reads a mapping.
   *
   * @param file the name of the file, for the message
   * @param actions the actions of the catalogue
   * @throws IllegalArgumentException in one line: file, line, column, route and error
   */
  static Routes read(String file, byte[] text, Set<String> actions) throws IOException {
    SchemaText read = SchemaText.read(file, text);
    JsonNode routes = read.tree().path("routes");
    Subject route = new Subject(2, names -> named(routes, names));
    SchemaText form = read.validated("/edge.schema.json", route);
    try {
      return Routes.read(form.as(FORM), actions);
    } catch (BadRoute e) {
      throw new IllegalArgumentException(
          form.place("/routes/" + e.index())
              + named(routes, List.of("routes", String.valueOf(e.index())))
              + " "
              + e.getMessage(),
          e);
    }
  }

  private static String named(JsonNode routes, List<String> names) {
    if (names.size() < 2 || !names.getFirst().equals("routes")) {
      String whole = String.join("/", names);
      return whole.isEmpty() ? "" : ", " + LogText.quoted(whole);
    }
    String text = routes.path(Integer.parseInt(names.get(1))).path("route").asText();
    return ", route " + LogText.quoted(text.isEmpty() ? names.get(1) : text);
  }
}
