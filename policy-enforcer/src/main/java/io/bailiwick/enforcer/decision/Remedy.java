package io.bailiwick.enforcer.decision;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A change that would lead to an allow, for the administrator.
 *
 * @param about the value that the need is about: a role, a limit, members; empty if it needs none
 * @param resourceGroup the resource group that the need is about; empty if it is about none
 */
public record Remedy(Need need, String about, String resourceGroup) {
  private static final Map<Need, Remedy> PLAIN = new EnumMap<>(Need.class);

  static {
    for (Need need : Need.values()) {
      PLAIN.put(need, new Remedy(need, "", ""));
    }
  }

  /** What is needed; the texts of each language say it in words. */
  public enum Need {
    /** A corrected question. */
    SUBJECT_TYPE,
    SUBJECT_SPELLING,
    SUBJECT_NO_EMAIL,
    SUBJECT_LOWER_CASE,
    SUBJECT_ID,
    RESOURCE_PATH,
    RESOURCE_TYPE,
    OWNER,
    OWNER_ONE_NAME,
    OWNER_IN_ACCORD,
    OWNER_AND_DESTINATION,
    DESTINATION_OWNER,
    DESTINATION_VISIBILITY,
    ACTION,
    SCOPES,
    /** Another state of the enforcer or of the account. */
    UP_TO_DATE,
    READ,
    REVISION,
    LOG,
    LATER,
    MANAGED_ACCOUNT,
    KNOWN_ACCOUNT,
    READABLE_SETTINGS,
    READABLE_RECORD,
    END_OF_LOCK,
    PUBLISHED_IDENTITY,
    ACTIVE_IDENTITY,
    HANDLE,
    WORKER,
    /** Another session or credential. */
    SIGN_IN,
    SIGN_IN_AND_CREDENTIAL,
    SESSION,
    SESSION_OF_SUBJECT,
    SESSION_NOT_IN_FUTURE,
    SESSION_NO_CREDENTIAL,
    END_OF_LOCKDOWN,
    TOKEN,
    CREDENTIAL_OF_SESSION,
    CREDENTIAL,
    SIGN_IN_FOR_CREDENTIAL,
    /** What the catalogue asks for. */
    ROLE,
    GRANT,
    LIMIT,
    CREATOR,
    NOT_PUBLIC,
    PUBLIC,
    PUBLIC_SOURCE,
    /** No change would lead to an allow. */
    NOTHING,
    NOTHING_OUTSIDE,
    NOTHING_DELETED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** Returns the code by which the texts name it. */
    public String code() {
      return code;
    }

    /** Returns the change if it is about no value. */
    Remedy remedy() {
      return Objects.requireNonNull(PLAIN.get(this));
    }

    /** Returns the change of a value. */
    Remedy remedy(String about) {
      return new Remedy(this, about, "");
    }

    /** Returns the change of a value in a resource group. */
    Remedy remedy(String about, String resourceGroup) {
      return new Remedy(this, about, resourceGroup);
    }

    /** Returns whether it says that no change would lead to an allow. */
    public boolean isNothing() {
      return this == NOTHING || this == NOTHING_OUTSIDE || this == NOTHING_DELETED;
    }
  }
}
