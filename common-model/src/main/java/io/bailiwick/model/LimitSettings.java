package io.bailiwick.model;

/** The limits of managed accounts; each is strict unless an administrator relaxes it. */
public record LimitSettings(
    PublicContent publicContent,
    PersonalNamespace personalNamespace,
    ExternalCollaboration externalCollaboration,
    LikesAndFollows likesAndFollows,
    GatedAccessRequests gatedAccessRequests,
    TransferOutOfOrganization transferOutOfOrganization) {

  public static final LimitSettings STRICT =
      new LimitSettings(
          PublicContent.FORBIDDEN,
          PersonalNamespace.PRIVATE_ONLY,
          ExternalCollaboration.FORBIDDEN,
          LikesAndFollows.DENY,
          GatedAccessRequests.ALLOW,
          TransferOutOfOrganization.DENY);

  public LimitSettings {
    Required.present("publicContent", publicContent);
    Required.present("personalNamespace", personalNamespace);
    Required.present("externalCollaboration", externalCollaboration);
    Required.present("likesAndFollows", likesAndFollows);
    Required.present("gatedAccessRequests", gatedAccessRequests);
    Required.present("transferOutOfOrganization", transferOutOfOrganization);
  }

  /** The rule for making content of the organization public. */
  public enum PublicContent {
    FORBIDDEN,
    ORGANIZATION_SETTING
  }

  /** The rule for an account's own namespace. */
  public enum PersonalNamespace {
    PRIVATE_ONLY,
    CLOSED
  }

  /** The rule for contributing outside the organization. */
  public enum ExternalCollaboration {
    FORBIDDEN
  }

  /** The rule for liking and following content outside the organization. */
  public enum LikesAndFollows {
    DENY,
    ALLOW
  }

  /** The rule for requesting access to gated content of others. */
  public enum GatedAccessRequests {
    ALLOW,
    ADMIN_APPROVAL,
    DENY
  }

  /** The rule for transferring a repository out of the organization. */
  public enum TransferOutOfOrganization {
    DENY
  }
}
