package io.bailiwick.model;

/** The switches of what managed accounts may do; each strict unless an administrator opens it. */
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

  /** Whether content of the organization may become public at all. */
  public enum PublicContent {
    FORBIDDEN,
    ORGANIZATION_SETTING
  }

  /** Whether an account has a namespace of its own. */
  public enum PersonalNamespace {
    PRIVATE_ONLY,
    CLOSED
  }

  /** Whether an account may contribute outside its organization. */
  public enum ExternalCollaboration {
    FORBIDDEN
  }

  /** Whether an account may like and follow what is outside its organization. */
  public enum LikesAndFollows {
    DENY,
    ALLOW
  }

  /** Whether an account may ask for access to gated content of others. */
  public enum GatedAccessRequests {
    ALLOW,
    ADMIN_APPROVAL,
    DENY
  }

  /** Whether a repository may leave the organization. */
  public enum TransferOutOfOrganization {
    DENY
  }
}
