package io.bailiwick.enforcer.edge.routes;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A segment of a route's path. */
sealed interface Segment {
  /** The closest form first: what fits fewer paths decides before what fits more. */
  Comparator<Segment> CLOSEST_FIRST =
      Comparator.comparingInt(Segment::breadth)
          .thenComparing(Segment::fixedLength, Comparator.reverseOrder());

  Pattern VARIABLE = Pattern.compile("([^{}]*)\\{([a-z][a-z0-9_]*)}([^{}]*)");

  /**
   * Reads a segment.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Segment of(String text) {
    if (text.equals("{**}")) {
      return new Rest();
    }
    Matcher variable = VARIABLE.matcher(text);
    if (variable.matches()) {
      return new Variable(variable.group(2), variable.group(1), variable.group(3));
    }
    if (text.isEmpty() || text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          "has the segment \"" + text + "\", which is no text, {variable} or {**}");
    }
    return new Literal(text);
  }

  /** Returns how many segments it could stand for, as a rank. */
  int breadth();

  /** Returns the number of its fixed characters. */
  int fixedLength();

  /** Returns it with its fixed characters in lower case. */
  Segment inLowerCase();

  /** Returns its form without the name of its variable: two equal forms fit the same paths. */
  String form();

  /** The same text. */
  record Literal(String text) implements Segment {
    boolean fits(String segment) {
      return text.equals(segment);
    }

    @Override
    public Segment inLowerCase() {
      return new Literal(text.toLowerCase(Locale.ROOT));
    }

    @Override
    public int breadth() {
      return 0;
    }

    @Override
    public int fixedLength() {
      return text.length();
    }

    @Override
    public String form() {
      return text;
    }
  }

  /** Any text between a fixed beginning and a fixed end, both of which may be empty. */
  record Variable(String name, String before, String after) implements Segment {
    Optional<String> value(String segment) {
      boolean fits =
          segment.length() > fixedLength() && segment.startsWith(before) && segment.endsWith(after);
      return fits
          ? Optional.of(segment.substring(before.length(), segment.length() - after.length()))
          : Optional.empty();
    }

    @Override
    public Segment inLowerCase() {
      return new Variable(name, before.toLowerCase(Locale.ROOT), after.toLowerCase(Locale.ROOT));
    }

    @Override
    public int breadth() {
      return fixedLength() > 0 ? 1 : 2;
    }

    @Override
    public int fixedLength() {
      return before.length() + after.length();
    }

    @Override
    public String form() {
      return before + "{}" + after;
    }
  }

  /** All the other segments, or none. */
  record Rest() implements Segment {
    @Override
    public Segment inLowerCase() {
      return this;
    }

    @Override
    public int breadth() {
      return 3;
    }

    @Override
    public int fixedLength() {
      return 0;
    }

    @Override
    public String form() {
      return "{**}";
    }
  }
}
