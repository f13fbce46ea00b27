package io.bailiwick.enforcer.edge;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The request of a person, as a proxy reports it.
 *
 * @param uri the path and the query, as the client has sent them
 * @param names the names of its headers, in any letter case
 * @param headers returns all values of a header; the name is in lower case
 */
record Original(
    String method, String uri, Set<String> names, Function<String, List<String>> headers) {
  Original {
    names = Set.copyOf(names);
  }

  List<String> all(String header) {
    return headers.apply(header);
  }
}
