package io.bailiwick.enforcer.authzen;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of an evaluation that have a meaning here; all others are skipped. */
enum Member {
  BODY(Kind.OBJECT),
  /** The items of a batch (AuthZEN 1.0 section 7). */
  EVALUATIONS(Kind.ITEMS, BODY, "evaluations"),
  OPTIONS(Kind.OBJECT, BODY, "options"),
  SEMANTIC(Kind.TEXT, OPTIONS, "evaluations_semantic"),
  /** The part of a search's results that is wanted (AuthZEN 1.0 section 8). */
  PAGE(Kind.OBJECT, BODY, "page"),
  PAGE_TOKEN(Kind.TEXT, PAGE, "token"),
  PAGE_LIMIT(Kind.COUNT, PAGE, "limit"),

  SUBJECT(Kind.OBJECT, BODY, "subject"),
  SUBJECT_TYPE(Kind.TEXT, SUBJECT, "type"),
  SUBJECT_ID(Kind.TEXT, SUBJECT, "id"),

  ACTION(Kind.OBJECT, BODY, "action"),
  ACTION_NAME(Kind.TEXT, ACTION, "name"),

  RESOURCE(Kind.OBJECT, BODY, "resource"),
  RESOURCE_TYPE(Kind.TEXT, RESOURCE, "type"),
  RESOURCE_ID(Kind.TEXT, RESOURCE, "id"),
  PROPERTIES(Kind.FACTS, RESOURCE, "properties"),
  OWNER(Kind.TEXT, PROPERTIES, "owner"),
  VISIBILITY(Kind.TEXT, PROPERTIES, "visibility"),
  RESOURCE_GROUP(Kind.TEXT, PROPERTIES, "resource_group"),
  CREATED_BY(Kind.TEXT, PROPERTIES, "created_by"),
  DESTINATION(Kind.FACTS, PROPERTIES, "destination"),
  DESTINATION_OWNER(Kind.TEXT, DESTINATION, "owner"),
  DESTINATION_VISIBILITY(Kind.TEXT, DESTINATION, "visibility"),
  DESTINATION_RESOURCE_GROUP(Kind.TEXT, DESTINATION, "resource_group"),
  SCOPES(Kind.SCOPES, PROPERTIES, "scopes"),

  CONTEXT(Kind.FACTS, BODY, "context"),
  SESSION(Kind.FACTS, CONTEXT, "session"),
  SESSION_ID(Kind.TEXT, SESSION, "id"),
  SESSION_ORGANIZATION(Kind.TEXT, SESSION, "organization"),
  SESSION_AUTHENTICATED_AT(Kind.TEXT, SESSION, "authenticated_at"),
  SESSION_TOKEN(Kind.TEXT, SESSION, "token"),
  CREDENTIAL(Kind.FACTS, CONTEXT, "credential"),
  CREDENTIAL_TYPE(Kind.ANY, CREDENTIAL, "type"),
  CREDENTIAL_ID(Kind.ANY, CREDENTIAL, "id"),
  CREDENTIAL_CREATED_AT(Kind.TEXT, CREDENTIAL, "created_at"),
  MADE_IN(Kind.FACTS, CREDENTIAL, "session"),
  MADE_IN_ID(Kind.TEXT, MADE_IN, "id"),
  MADE_IN_ORGANIZATION(Kind.TEXT, MADE_IN, "organization"),
  MADE_IN_AUTHENTICATED_AT(Kind.TEXT, MADE_IN, "authenticated_at"),
  AT_LEAST_AS_FRESH(Kind.TEXT, CONTEXT, "at_least_as_fresh"),
  EXPLAIN(Kind.FLAG, CONTEXT, "explain"),
  LOCALE(Kind.WISH, CONTEXT, "locale"),
  ASSUME_SESSION(Kind.FLAG, CONTEXT, "assume_session");

  final Kind kind;

  /** The name with those above it: {@code resource.properties.owner}. */
  final String path;

  /** The number of members: at most 64, so that a set of them fits into a number. */
  static final int COUNT = values().length;

  /** Its place among all members; nothing outside this process depends on it. */
  @SuppressWarnings("EnumOrdinal")
  final int index = ordinal();

  /** Its bit in a set of members. */
  final long bit = 1L << index;

  @SuppressWarnings("ImmutableEnumChecker") // Filled while the constants are made.
  private final Map<String, Member> members = new HashMap<>();

  Member(Kind kind) {
    this.kind = kind;
    this.path = "";
  }

  Member(Kind kind, Member parent, String name) {
    this.kind = kind;
    this.path = parent.path.isEmpty() ? name : parent.path + "." + name;
    parent.members.put(name, this);
  }

  /** Returns a member of this object; null if it has no meaning. */
  @Nullable Member member(String name) {
    return members.get(name);
  }

  /** Returns whether it has a meaning in a form; otherwise it is as good as unknown there. */
  boolean isIn(Form form) {
    return switch (this) {
      case EVALUATIONS, OPTIONS -> form == Form.BATCH;
      case PAGE, ASSUME_SESSION -> form == Form.SEARCH;
      default -> true;
    };
  }

  /** The forms of a body. */
  enum Form {
    EVALUATION,
    BATCH,
    SEARCH
  }

  /** The kinds of values. */
  enum Kind {
    OBJECT,
    /** An object of facts: an unknown member may be a misspelt fact. */
    FACTS,
    TEXT,
    /** A number that is not negative, as text. */
    COUNT,
    /** A text that changes no decision; anything else is as good as absent. */
    WISH,
    /** True, or anything else for false. */
    FLAG,
    /** {@code [{"owner": namespace}]}. */
    SCOPES,
    /** An array of evaluations. */
    ITEMS,
    /** A value that is not used. */
    ANY
  }
}
