package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.bailiwick.enforcer.authzen.Member.Form;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.LogText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The known members of an evaluation (AuthZEN 1.0 section 6), read token by token, because a tree
 * of the body costs more than the decision. Null counts as absent.
 */
final class EvaluationBody {
  private static final int MOST_IGNORED = 8;
  private static final int DIGITS = 9;
  private static final int MOST_ITEMS = 1000;

  /** The texts by the index of their member; a map of each body costs more than its reading. */
  private final @Nullable String[] texts = new String[Member.COUNT];

  /** The members of a kind as bits, for the same reason. */
  private long named;

  private long seen;
  private long flags;

  private final @Nullable EvaluationBody defaults;
  private final Form form;

  /** Whether any text may hold what cannot be stored. */
  private final boolean doubtful;

  private List<EvaluationBody> items = List.of();
  private List<String> scopes = List.of();
  private List<String> ignored = List.of();
  private @Nullable BadEvaluation flaw;
  private @Nullable ActingBy by;

  private EvaluationBody(Form form, @Nullable EvaluationBody defaults, boolean doubtful) {
    this.form = form;
    this.defaults = defaults;
    this.doubtful = doubtful;
  }

  /**
   * Reads a body.
   *
   * @throws BadEvaluation if it is not JSON, or a known member occurs twice or has a value of
   *     another kind; names the member
   */
  static EvaluationBody read(byte[] json, Form form) {
    try (JsonParser in = StrictJson.tokens(json)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new BadEvaluation("The body must be a JSON object.");
      }
      EvaluationBody body = new EvaluationBody(form, null, StrictJson.mayBeUnstorable(json));
      body.object(in, Member.BODY);
      if (in.nextToken() != null) {
        throw new BadEvaluation("The body is not well-formed JSON.");
      }
      return body;
    } catch (IOException e) {
      throw new BadEvaluation(BadJson.of(e).detail());
    }
  }

  private void object(JsonParser in, Member object) throws IOException {
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      JsonToken token = in.nextToken();
      Member member = object.member(name);
      if (member == null || !member.isIn(form)) {
        ignore(object, name);
        in.skipChildren();
      } else {
        name(member);
        if (token != JsonToken.VALUE_NULL) {
          seen |= member.bit;
          value(in, member, token);
        }
      }
    }
  }

  private void value(JsonParser in, Member member, JsonToken token) throws IOException {
    switch (member.kind) {
      case OBJECT, FACTS -> {
        require(token == JsonToken.START_OBJECT, member, "an object");
        object(in, member);
      }
      case TEXT -> {
        require(token == JsonToken.VALUE_STRING, member, "a string");
        texts[member.index] = text(in, member);
      }
      case SCOPES -> {
        require(token == JsonToken.START_ARRAY, member, "an array");
        scopes(in);
      }
      case COUNT -> {
        require(token == JsonToken.VALUE_NUMBER_INT, member, "a whole number");
        require(
            in.getText().length() < DIGITS && in.getIntValue() >= 0,
            member,
            "between 0 and 99999999");
        texts[member.index] = in.getText();
      }
      case WISH -> {
        if (token == JsonToken.VALUE_STRING) {
          texts[member.index] = in.getText();
        }
        in.skipChildren();
      }
      case FLAG -> {
        if (token == JsonToken.VALUE_TRUE) {
          flags |= member.bit;
        }
        in.skipChildren();
      }
      case ITEMS -> {
        require(token == JsonToken.START_ARRAY, member, "an array");
        items(in);
      }
      case ANY -> in.skipChildren();
    }
  }

  private String text(JsonParser in, Member member) throws IOException {
    String text = in.getText();
    if (doubtful && !StrictJson.isStorable(text)) {
      throw new BadEvaluation(member.path + " holds a NUL or half of a surrogate pair");
    }
    return text;
  }

  /** Reads the owners; other members say what the credential may do there. */
  private void scopes(JsonParser in) throws IOException {
    scopes = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      String owner = null;
      if (in.currentToken() == JsonToken.START_OBJECT) {
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
          JsonToken token = in.nextToken();
          if (name.equals("owner") && owner == null && token == JsonToken.VALUE_STRING) {
            owner = text(in, Member.SCOPES);
          } else if (name.equals("owner")) {
            throw new BadEvaluation(Member.SCOPES.path + ".owner must be one string");
          } else {
            in.skipChildren();
          }
        }
      }
      if (owner == null) {
        throw new BadEvaluation(Member.SCOPES.path + ".owner is required");
      }
      scopes.add(owner);
    }
  }

  /** Reads the items; an item with a flaw is denied alone, so the others are read all the same. */
  private void items(JsonParser in) throws IOException {
    int depth = in.getParsingContext().getNestingDepth();
    items = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (items.size() == MOST_ITEMS) {
        throw new BadEvaluation(
            Member.EVALUATIONS.path + " has more than " + MOST_ITEMS + " items");
      }
      EvaluationBody item = new EvaluationBody(Form.EVALUATION, this, doubtful);
      try {
        if (in.currentToken() != JsonToken.START_OBJECT) {
          throw new BadEvaluation("an evaluation must be an object");
        }
        item.object(in, Member.BODY);
      } catch (BadEvaluation bad) {
        item.flaw = bad;
        while (in.getParsingContext().getNestingDepth() > depth) {
          in.nextToken();
        }
      }
      items.add(item);
    }
  }

  private void name(Member member) {
    if ((named & member.bit) != 0) {
      throw new BadEvaluation(member.path + " occurs twice");
    }
    named |= member.bit;
  }

  private static void require(boolean holds, Member member, String kind) {
    if (!holds) {
      throw new BadEvaluation(member.path + " must be " + kind);
    }
  }

  private void ignore(Member object, String name) {
    if (object.kind == Member.Kind.FACTS && ignored.size() < MOST_IGNORED) {
      ignored = ignored.isEmpty() ? new ArrayList<>() : ignored;
      ignored.add(object.path + "." + LogText.of(name));
    }
  }

  /** Returns whether a member is there and not null. */
  boolean has(Member member) {
    return (seen & member.bit) != 0;
  }

  /**
   * Returns the part of a batch that states an entity: an item, or else the defaults. Entities are
   * replaced as a whole.
   *
   * @throws BadEvaluation if the item could not be read
   */
  EvaluationBody stating(Member entity) {
    if (flaw != null) {
      throw flaw;
    }
    return defaults == null || has(entity) ? this : defaults;
  }

  /** Returns the text of a member that an evaluation must have. */
  String required(Member object, Member member) {
    String text = texts[member.index];
    if (text == null) {
      throw new BadEvaluation((has(object) ? member : object).path + " is required");
    }
    if (text.isEmpty()) {
      throw new BadEvaluation(member.path + " must be a string that is not empty");
    }
    return text;
  }

  /** Returns the text of a member; empty if it is absent. */
  Optional<String> text(Member member) {
    return Optional.ofNullable(texts[member.index]);
  }

  /** Returns the namespaces of a new credential; empty if the evaluation names none. */
  List<String> scopes() {
    return scopes;
  }

  /** Returns whether a flag is true. */
  boolean is(Member flag) {
    return (flags & flag.bit) != 0;
  }

  /** Returns the unknown members in places for facts, by their dotted names. */
  List<String> ignored() {
    return ignored;
  }

  /**
   * Returns the session or credential; one reading serves all items that do not state their own.
   */
  ActingBy by() {
    if (by == null) {
      by = ActingBy.of(this);
    }
    return by;
  }

  /** Returns the items of a batch, in order. */
  List<EvaluationBody> items() {
    return items;
  }

  /** Replaces the text of a member: the id or name that a search looks for. */
  void replace(Member member, String text) {
    texts[member.index] = text;
  }

  /** Returns what the question is, but for its page: a later page must ask the same. */
  String question() {
    @Nullable String[] asked = texts.clone();
    // A session's token is renewed while its owner walks through the pages.
    for (Member other :
        List.of(Member.PAGE_TOKEN, Member.PAGE_LIMIT, Member.SESSION_TOKEN, Member.LOCALE)) {
      asked[other.index] = null;
    }
    return Arrays.toString(asked) + " " + scopes + " " + flags;
  }
}
