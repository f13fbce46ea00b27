package io.bailiwick.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What a sign-in through the organization's identity provider does.
 *
 * @param provisioning whether a person that nobody has provisioned gets an account by signing in
 * @param attributeOwnership who may change what of a profile
 * @param roleMapping how roles follow from claims; empty when sign-in gives no role
 * @param requiredGroup what a person must have to be let in at all; looked at in every sign-in
 * @param requiredAttributes claims that must be there and not be empty, by path
 * @param absentClaim what a claim counts as that a later sign-in does not state
 * @param linkByUserName whether a person may be taken for an identity without an externalId, and a
 *     SCIM POST without an externalId for one that sign-in made, because the user names are the
 *     same; people may edit theirs at some providers
 * @param claimSeparator what separates the values of a claim that is one text, such as {@code ,};
 *     without one such a text is a single value
 */
public record SignInSettings(
    Provisioning provisioning,
    AttributeOwnership attributeOwnership,
    Optional<RoleMapping> roleMapping,
    Optional<RequiredGroup> requiredGroup,
    List<String> requiredAttributes,
    AbsentClaim absentClaim,
    Boolean linkByUserName,
    Optional<String> claimSeparator) {

  /** Just in time, SCIM's values win, no mapping. */
  public static final SignInSettings DEFAULT =
      new SignInSettings(
          Provisioning.JUST_IN_TIME,
          AttributeOwnership.SCIM_AUTHORITATIVE,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          AbsentClaim.EMPTY,
          false,
          Optional.empty());

  private static final int MOST_ATTRIBUTES = 50;
  private static final int LONGEST_SEPARATOR = 8;

  public SignInSettings {
    Required.present("signIn.provisioning", provisioning);
    Required.present("signIn.attributeOwnership", attributeOwnership);
    roleMapping = Required.orEmpty(roleMapping);
    requiredGroup = Required.orEmpty(requiredGroup);
    requiredAttributes = requiredAttributes == null ? List.of() : List.copyOf(requiredAttributes);
    absentClaim = absentClaim == null ? AbsentClaim.EMPTY : absentClaim;
    linkByUserName = linkByUserName != null && linkByUserName;
    claimSeparator = Required.orEmpty(claimSeparator);
    if (claimSeparator
        .filter(text -> text.isEmpty() || Characters.in(text) > LONGEST_SEPARATOR)
        .isPresent()) {
      throw new IllegalArgumentException(
          "signIn.claimSeparator must have 1 to " + LONGEST_SEPARATOR + " characters");
    }
    if (requiredAttributes.size() > MOST_ATTRIBUTES) {
      throw new IllegalArgumentException(
          "signIn.requiredAttributes holds more than " + MOST_ATTRIBUTES + " paths");
    }
    for (String path : requiredAttributes) {
      ClaimPath.require("signIn.requiredAttributes", path);
    }
  }

  /** The values of a claim, by path, as role mapping and required group read them. */
  public Optional<List<String>> values(JsonNode claims, String path) {
    return ClaimPath.values(claims, path, claimSeparator);
  }

  /** Whether sign-in makes accounts. */
  public enum Provisioning {
    /** The first sign-in makes identity and account. */
    JUST_IN_TIME,
    /** Who was not pushed by SCIM is refused. */
    SCIM_ONLY
  }

  /** Who may change the attributes of a profile. */
  public enum AttributeOwnership {
    /** Sign-in keeps its hands off what SCIM wrote. */
    SCIM_AUTHORITATIVE,
    /** Whoever came last. */
    LAST_WRITER,
    /** Sign-in changes nothing of an identity that there is. */
    SCIM_ONLY,
    /** SCIM changes nothing that sign-in wrote. */
    JIT_ONLY
  }

  /** What an absent claim counts as. */
  public enum AbsentClaim {
    /** As an empty one: providers leave a claim out for a person who has none of it. */
    EMPTY,
    /** As what the last sign-in that stated it said. */
    KEEP
  }

  /** A claim value that a person must have. */
  public record RequiredGroup(String attribute, String value) {
    public RequiredGroup {
      ClaimPath.require("signIn.requiredGroup.attribute", attribute);
      Required.text("signIn.requiredGroup.value", value);
    }
  }
}
