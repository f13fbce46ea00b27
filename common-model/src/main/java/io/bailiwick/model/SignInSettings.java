package io.bailiwick.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * The settings for sign-in through the organization's identity provider.
 *
 * @param provisioning whether a first sign-in creates an account for a person without one
 * @param attributeOwnership the source, SCIM or sign-in, that may change the attributes of a
 *     profile
 * @param roleMapping the mapping from claims to roles; empty if sign-in gives no role
 * @param resourceGroupMapping the mapping from claims to resource groups; empty if sign-in gives no
 *     grants
 * @param requiredGroup the claim value without which a sign-in is rejected; checked in every
 *     sign-in
 * @param requiredAttributes the claims that must be present and not empty, by path
 * @param absentClaim the value of a claim that a later sign-in does not state
 * @param linkByUserName whether equal user names link a person to an identity without an
 *     externalId, or a SCIM POST without one to an identity from sign-in. At some providers people
 *     may edit their user name
 * @param claimSeparator the separator of the values of a claim that is one text, such as {@code ,};
 *     without one, the text is a single value
 */
public record SignInSettings(
    Provisioning provisioning,
    AttributeOwnership attributeOwnership,
    Optional<RoleMapping> roleMapping,
    Optional<ResourceGroupMapping> resourceGroupMapping,
    Optional<RequiredGroup> requiredGroup,
    List<String> requiredAttributes,
    AbsentClaim absentClaim,
    Boolean linkByUserName,
    Optional<String> claimSeparator) {

  /** Accounts are created just in time, SCIM's values win, and there is no mapping. */
  public static final SignInSettings DEFAULT =
      new SignInSettings(
          Provisioning.JUST_IN_TIME,
          AttributeOwnership.SCIM_AUTHORITATIVE,
          Optional.empty(),
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
    resourceGroupMapping = Required.orEmpty(resourceGroupMapping);
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

  /** Returns the values of the claim at a path, as role mapping and required group read them. */
  public Optional<List<String>> values(JsonNode claims, String path) {
    return ClaimPath.values(claims, path, claimSeparator);
  }

  /** The rule for creating accounts by sign-in. */
  public enum Provisioning {
    /** The first sign-in creates identity and account. */
    JUST_IN_TIME,
    /** A sign-in without an identity that SCIM pushed is rejected. */
    SCIM_ONLY
  }

  /** The source that may change the attributes of a profile. */
  public enum AttributeOwnership {
    /** Sign-in does not change attributes that SCIM wrote. */
    SCIM_AUTHORITATIVE,
    /** The last write wins. */
    LAST_WRITER,
    /** Sign-in does not change existing identities. */
    SCIM_ONLY,
    /** SCIM does not change attributes that sign-in wrote. */
    JIT_ONLY
  }

  /** The value of a claim that a sign-in does not state. */
  public enum AbsentClaim {
    /** The claim is empty, because providers omit a claim for a person who has no value of it. */
    EMPTY,
    /** The claim keeps the value of the last sign-in that stated it. */
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
