package io.bailiwick.gateway.schema.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.filter.Filter.Operator;
import io.bailiwick.model.Characters;
import java.util.Locale;
import java.util.Optional;

/**
 * A recursive-descent parser of RFC 7644's filter grammar. It also accepts two further forms that
 * identity providers send: {@code emails[type eq "work"].value eq "x"} and operators in any case.
 *
 * <p>A filter that is not understood to its end is rejected; it never means "everything".
 */
public final class FilterParser {
  /** The longest filter or path, in characters. */
  public static final int LONGEST = 10_000;

  /** The most comparisons in one filter. */
  public static final int MOST_TERMS = 100;

  /** The deepest nesting of brackets, parentheses and {@code not}. */
  public static final int DEEPEST = 50;

  private final ResourceType type;
  private final FilterLexer in;
  private final ScimType kind;
  private int depth;
  private int terms;

  private FilterParser(ResourceType type, String text, ScimType kind) {
    if (Characters.in(text) > LONGEST) {
      throw new ScimException(kind, "It is longer than " + LONGEST + " characters.");
    }
    this.type = type;
    this.kind = kind;
    this.in = new FilterLexer(text, kind);
  }

  /**
   * Parses a filter.
   *
   * @throws ScimException invalidFilter, naming the place of the error
   */
  public static Filter parse(ResourceType type, String text) {
    FilterParser parser = new FilterParser(type, text, ScimType.INVALID_FILTER);
    Filter filter = parser.or(Optional.empty());
    parser.end();
    return filter;
  }

  /**
   * Parses the path of a PATCH operation: {@code attribute}, {@code attribute.sub}, {@code
   * attribute[filter]}, {@code attribute[filter].sub}.
   *
   * @throws ScimException invalidPath, naming the place of the error
   */
  public static PatchPath parsePath(ResourceType type, String text) {
    FilterParser parser = new FilterParser(type, text, ScimType.INVALID_PATH);
    PatchPath path = parser.patchPath();
    parser.end();
    return path;
  }

  private PatchPath patchPath() {
    AttributePath path = path(Optional.empty());
    if (!in.takeHere('[')) {
      return new PatchPath(path, Optional.empty());
    }
    Filter filter = bracketed(path);
    Optional<Attribute> sub =
        in.takeHere('.')
            ? Optional.of(subAttribute(path.attribute(), in.word()))
            : Optional.empty();
    return new PatchPath(
        new AttributePath(path.extension(), path.attribute(), sub), Optional.of(filter));
  }

  private void end() {
    if (!in.atEnd()) {
      throw in.refuse("The filter goes on after its end");
    }
  }

  private Filter or(Optional<Attribute> within) {
    Filter left = and(within);
    while (in.takeWord("or")) {
      left = new Filter.Or(left, and(within));
    }
    return left;
  }

  private Filter and(Optional<Attribute> within) {
    Filter left = term(within);
    while (in.takeWord("and")) {
      left = new Filter.And(left, term(within));
    }
    return left;
  }

  private Filter term(Optional<Attribute> within) {
    if (++depth > DEEPEST) {
      throw in.refuse("It is nested too deeply");
    }
    if (++terms > MOST_TERMS) {
      throw in.refuse("It has too many terms");
    }
    Filter term;
    if (in.takeWord("not")) {
      in.expect('(');
      term = new Filter.Not(parenthesised(within));
    } else if (in.take('(')) {
      term = parenthesised(within);
    } else {
      term = comparison(within);
    }
    depth--;
    return term;
  }

  private Filter parenthesised(Optional<Attribute> within) {
    Filter filter = or(within);
    in.expect(')');
    return filter;
  }

  private Filter comparison(Optional<Attribute> within) {
    AttributePath path = path(within);
    if (within.isEmpty() && in.takeHere('[')) {
      Filter inner = bracketed(path);
      if (!in.takeHere('.')) {
        return valuePath(path, inner);
      }
      Attribute sub = subAttribute(path.attribute(), in.word());
      Filter test = test(new AttributePath(Optional.empty(), sub, Optional.empty()));
      return valuePath(path, new Filter.And(inner, test));
    }
    return test(path);
  }

  /** Turns a value path of a single-valued attribute into a filter of its sub-attributes. */
  private static Filter valuePath(AttributePath path, Filter inner) {
    return path.attribute().multiValued()
        ? new Filter.ValuePath(path, inner)
        : new Filter.And(new Filter.Present(path), below(path, inner));
  }

  private static Filter below(AttributePath owner, Filter inner) {
    return switch (inner) {
      case Filter.And and -> new Filter.And(below(owner, and.left()), below(owner, and.right()));
      case Filter.Or or -> new Filter.Or(below(owner, or.left()), below(owner, or.right()));
      case Filter.Not not -> new Filter.Not(below(owner, not.filter()));
      case Filter.Present present -> new Filter.Present(owner.sub(present.path().attribute()));
      case Filter.Compare compare ->
          new Filter.Compare(
              owner.sub(compare.path().attribute()), compare.operator(), compare.value());
      case Filter.ValuePath _ -> throw new IllegalArgumentException("elements have no elements");
    };
  }

  private Filter bracketed(AttributePath path) {
    if (!path.attribute().isComplex() || path.sub().isPresent()) {
      throw in.refuse(path + " has no sub-attributes to filter by");
    }
    Filter filter = or(Optional.of(path.attribute()));
    in.expect(']');
    return filter;
  }

  private Filter test(AttributePath path) {
    if (path.target().returned() == Attribute.Returned.NEVER) {
      throw in.refuse(path + " is kept secret");
    }
    if (in.takeWord("pr")) {
      return new Filter.Present(path);
    }
    Operator operator = operator(in.word());
    JsonNode value = in.value();
    if (value.isNull()) {
      return absence(path, operator);
    }
    AttributePath simple =
        path.toSimple().orElseThrow(() -> in.refuse(path + " is compared by its sub-attributes"));
    check(simple, operator, value);
    return new Filter.Compare(simple, operator, value);
  }

  /** Compares to null, which is the same as no value at all (RFC 7643 section 2.5). */
  private Filter absence(AttributePath path, Operator operator) {
    return switch (operator) {
      case EQ -> new Filter.Not(new Filter.Present(path));
      case NE -> new Filter.Present(path);
      case CO, SW, EW, GT, GE, LT, LE -> throw in.refuse("null can be compared by eq and ne only");
    };
  }

  private void check(AttributePath path, Operator operator, JsonNode value) {
    Attribute target = path.target();
    boolean whole = operator == Operator.EQ || operator == Operator.NE;
    boolean parts = operator == Operator.CO || operator == Operator.SW || operator == Operator.EW;
    boolean isText = value.isTextual();
    require(!isText || value.textValue().indexOf('\0') < 0, path + " cannot hold U+0000");
    switch (target.type()) {
      case BOOLEAN -> {
        String truth = value.asText().toLowerCase(Locale.ROOT);
        if (!whole || !(truth.equals("true") || truth.equals("false"))) {
          throw in.refuse(path + " is compared by eq and ne to true or false");
        }
      }
      case BINARY -> require(whole && isText, path + " is compared by eq and ne to a string");
      case INTEGER, DECIMAL ->
          require(
              !parts && value.isNumber() && Double.isFinite(value.doubleValue()),
              path + " is compared to a number");
      case DATE_TIME -> {
        require(!parts, path + " has no parts to compare: eq, ne, gt, ge, lt, le");
        require(
            isText && Folding.instant(value.textValue()).isPresent(),
            path + " is compared to a date and time as in 2026-01-31T12:00:00Z");
      }
      case STRING, REFERENCE -> require(isText, path + " is compared to a string");
      case COMPLEX -> throw new IllegalArgumentException(path.toString());
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw in.refuse(otherwise);
    }
  }

  private Operator operator(String word) {
    try {
      return Operator.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw in.refuse("A comparison operator is missing or unknown");
    }
  }

  private AttributePath path(Optional<Attribute> within) {
    String word = in.word();
    if (word.isEmpty()) {
      throw in.refuse("An attribute is missing");
    }
    if (within.isPresent()) {
      Attribute sub = subAttribute(within.get(), word);
      return new AttributePath(Optional.empty(), sub, Optional.empty());
    }
    return AttributePath.resolve(type, word)
        .orElseThrow(() -> new ScimException(kind, "There is no attribute " + word + "."));
  }

  private Attribute subAttribute(Attribute attribute, String word) {
    return attribute
        .sub(word)
        .orElseThrow(
            () ->
                new ScimException(
                    kind, "There is no sub-attribute " + attribute.name() + "." + word + "."));
  }
}
