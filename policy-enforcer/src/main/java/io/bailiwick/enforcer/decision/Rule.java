package io.bailiwick.enforcer.decision;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * The rules of a decision, in their order: the first one that decides ends it. {@link Policy} says
 * what each of them does.
 */
public enum Rule {
  /** The enforcer has reached the revision that the check asks for. */
  AT_LEAST_AS_FRESH,
  /** The question is unambiguous, and does not contradict itself. */
  QUESTION,
  /** The projection has been read, and for a managed account is not too old. */
  FRESHNESS,
  /** A personal account is called by its id, not by a name of a managed account. */
  SUBJECT,
  /** A question of a personal account says in which namespace it acts. */
  OWNER,
  /** A personal account may do everything, except with what managed organizations have. */
  PERSONAL,
  /** A break-glass account acts as an administrator, while its organization is open to it. */
  BREAK_GLASS,
  /** The managed account and its organization are known. */
  KNOWN,
  /** The session is of the account's organization and valid; or the credential is. */
  AUTHENTICATION,
  /** The identity and the account are active. */
  ACTIVE,
  /** The action is in the catalogue. */
  CATALOGUE,
  /** The resource has a type of the vocabulary. */
  RESOURCE,
  /** While the projection is stale, no exposure widens. */
  EXPOSURE,
  /** A new credential reaches no namespace of others. */
  SCOPES,
  /** The catalogue has the action at this place. */
  PLACE,
  /** The catalogue's conditions at this place hold; if so, the action is allowed. */
  CONDITIONS,
  /** A decision that failed is a deny. */
  ERROR;

  /** The rules of the policy; those of the enforcer around it are before and after them. */
  static final List<Rule> OF_THE_POLICY = List.copyOf(EnumSet.range(QUESTION, CONDITIONS));

  private final String code = name().toLowerCase(Locale.ROOT);

  /** Returns whether the policy decides by it, and not the enforcer around the policy. */
  public boolean isOfThePolicy() {
    return OF_THE_POLICY.contains(this);
  }

  /** Returns the code on the wire: {@code at_least_as_fresh}. */
  public String code() {
    return code;
  }
}
