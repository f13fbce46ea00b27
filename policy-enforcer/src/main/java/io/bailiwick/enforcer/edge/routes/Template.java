package io.bailiwick.enforcer.edge.routes;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with variables of the path in it, such as {@code {owner}/{name}}. */
record Template(String text) {
  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z][a-z0-9_]*)}");

  List<String> variables() {
    return VARIABLE.matcher(text).results().map(found -> found.group(1)).toList();
  }

  boolean isFixed() {
    return variables().isEmpty();
  }

  String with(Map<String, String> values) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            (MatchResult found) ->
                Matcher.quoteReplacement(String.valueOf(values.get(found.group(1)))));
  }
}
