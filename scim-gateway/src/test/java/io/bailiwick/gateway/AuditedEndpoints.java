package io.bailiwick.gateway;

import java.util.Map;

/** The endpoints that could write, with their entries in the audit log. */
final class AuditedEndpoints {
  private static final String ORGANIZATION = WriteEndpoints.ORGANIZATION;
  private static final String SCIM = WriteEndpoints.SCIM;
  private static final String RESOURCE_GROUPS = ORGANIZATION + "/resource-groups";

  /** The endpoints that leave no entry, with the reason. */
  static final Map<String, String> NOT_AUDITED =
      Map.ofEntries(
          Map.entry("POST " + SCIM + "/Users/.search", "reads"),
          Map.entry("POST " + SCIM + "/Groups/.search", "reads"),
          Map.entry("POST " + SCIM + "/Me", "is not offered"),
          Map.entry("PUT " + SCIM + "/Me", "is not offered"),
          Map.entry("PATCH " + SCIM + "/Me", "is not offered"),
          Map.entry("DELETE " + SCIM + "/Me", "is not offered"),
          Map.entry("POST /republication", "repeats known states"),
          Map.entry("POST " + ORGANIZATION + "/republication", "repeats known states"),
          Map.entry("POST " + ORGANIZATION + "/connections/{id}/test", "prepares a test"),
          Map.entry("POST " + ORGANIZATION + "/mappings/preview", "reads"),
          Map.entry("POST " + ORGANIZATION + "/dry-run", "reads"),
          Map.entry("POST /oauth2/authorize", "forwards the browser"),
          Map.entry("POST /oauth2/token", "gives tokens of a session whose begin is audited"),
          Map.entry("POST /oauth2/revoke", "ends a service's refresh token, not the session"),
          Map.entry("POST /oauth2/userinfo", "reads"));

  /** The actions that each endpoint's entry may have, with the kind of its actor. */
  static final Map<String, String> AUDITED =
      Map.ofEntries(
          Map.entry("POST " + SCIM + "/Users", "SCIM_TOKEN identity.created"),
          Map.entry("PUT " + SCIM + "/Users/{id}", "SCIM_TOKEN identity.deactivated"),
          Map.entry("PATCH " + SCIM + "/Users/{id}", "SCIM_TOKEN identity.reactivated"),
          Map.entry("DELETE " + SCIM + "/Users/{id}", "SCIM_TOKEN identity.deleted"),
          Map.entry("POST " + SCIM + "/Groups", "SCIM_TOKEN group.members-changed"),
          Map.entry("PUT " + SCIM + "/Groups/{id}", "SCIM_TOKEN group.members-changed"),
          Map.entry("PATCH " + SCIM + "/Groups/{id}", "SCIM_TOKEN group.members-changed"),
          Map.entry("DELETE " + SCIM + "/Groups/{id}", "SCIM_TOKEN group.deleted"),
          Map.entry("POST " + SCIM + "/Bulk", "SCIM_TOKEN identity.created"),
          Map.entry("POST /organizations", "OPERATOR organization.created"),
          Map.entry("PATCH " + ORGANIZATION, "OPERATOR organization.updated"),
          Map.entry("DELETE " + ORGANIZATION, "OPERATOR organization.deleted"),
          Map.entry("POST " + ORGANIZATION + "/lockdown", "OPERATOR organization.locked-down"),
          Map.entry("DELETE " + ORGANIZATION + "/lockdown", "OPERATOR organization.reopened"),
          Map.entry("PUT " + ORGANIZATION + "/break-glass", "OPERATOR break-glass.updated"),
          Map.entry(
              "POST " + ORGANIZATION + "/break-glass/recovery-code",
              "OPERATOR break-glass.updated"),
          Map.entry("POST " + ORGANIZATION + "/break-glass/shut", "OPERATOR break-glass.updated"),
          Map.entry("DELETE " + ORGANIZATION + "/break-glass", "OPERATOR break-glass.updated"),
          Map.entry("POST /sso/{organization}/break-glass", "ACCOUNT break-glass.opened"),
          Map.entry(
              "POST " + ORGANIZATION + "/identities/{id}/lock", "OPERATOR identity.deactivated"),
          Map.entry(
              "DELETE " + ORGANIZATION + "/identities/{id}/lock", "OPERATOR identity.reactivated"),
          Map.entry("PUT " + ORGANIZATION + "/identities/{id}/role", "OPERATOR identity.updated"),
          Map.entry(
              "DELETE " + ORGANIZATION + "/identities/{id}/role", "OPERATOR identity.updated"),
          Map.entry("POST " + RESOURCE_GROUPS, "OPERATOR organization.updated"),
          Map.entry("PATCH " + RESOURCE_GROUPS + "/{name}", "OPERATOR organization.updated"),
          Map.entry("DELETE " + RESOURCE_GROUPS + "/{name}", "OPERATOR organization.updated"),
          Map.entry(
              "PUT " + RESOURCE_GROUPS + "/{name}/links/{scimGroup}",
              "OPERATOR organization.updated"),
          Map.entry(
              "DELETE " + RESOURCE_GROUPS + "/{name}/links/{scimGroup}",
              "OPERATOR organization.updated"),
          Map.entry(
              "PUT " + RESOURCE_GROUPS + "/{name}/members/{account}", "OPERATOR identity.updated"),
          Map.entry(
              "DELETE " + RESOURCE_GROUPS + "/{name}/members/{account}",
              "OPERATOR identity.updated"),
          Map.entry(
              "POST " + ORGANIZATION + "/deprovisionings/{batch}/release",
              "OPERATOR deprovisioning.approved"),
          Map.entry(
              "POST " + ORGANIZATION + "/deprovisionings/{batch}/restore",
              "OPERATOR deprovisioning.restored"),
          Map.entry(
              "DELETE " + ORGANIZATION + "/identities/{id}/sessions", "OPERATOR identity.updated"),
          Map.entry("DELETE " + ORGANIZATION + "/sessions/{session}", "OPERATOR session.ended"),
          Map.entry("DELETE " + ORGANIZATION + "/sessions", "OPERATOR organization.updated"),
          Map.entry("GET /sso/{organization}/callback", "SIGN_IN session.started"),
          Map.entry("POST /sso/{organization}/exchange", "ACCOUNT session.ended"),
          Map.entry("POST /oauth2/end-session", "ACCOUNT session.ended"),
          Map.entry("POST /sso/{organization}/backchannel-logout", "SIGN_IN session.ended"),
          Map.entry("POST /clients", "OPERATOR client.created"),
          Map.entry("DELETE /clients/{client}", "OPERATOR client.deleted"),
          Map.entry("POST /signing-keys", "OPERATOR signing-key.rotated"),
          Map.entry("DELETE /signing-keys", "OPERATOR signing-key.withdrawn"),
          Map.entry("POST " + ORGANIZATION + "/connections", "OPERATOR connection.created"),
          Map.entry("PATCH " + ORGANIZATION + "/connections/{id}", "OPERATOR connection.updated"),
          Map.entry("DELETE " + ORGANIZATION + "/connections/{id}", "OPERATOR connection.deleted"),
          Map.entry(
              "POST " + ORGANIZATION + "/connections/{id}/disable", "OPERATOR connection.disabled"),
          Map.entry(
              "POST " + ORGANIZATION + "/connections/{id}/enable", "OPERATOR connection.enabled"),
          Map.entry("POST " + ORGANIZATION + "/invitations", "OPERATOR invitation.made"),
          Map.entry(
              "POST " + ORGANIZATION + "/invitations/withdraw", "OPERATOR invitation.withdrawn"),
          Map.entry("PUT " + ORGANIZATION + "/assertions", "OPERATOR assertions.replaced"),
          Map.entry("POST " + ORGANIZATION + "/scim-tokens", "OPERATOR scim-token.created"),
          Map.entry(
              "DELETE " + ORGANIZATION + "/scim-tokens/{keyId}", "OPERATOR scim-token.revoked"),
          Map.entry("POST " + ORGANIZATION + "/scim/self-test", "OPERATOR scim-token.revoked"),
          Map.entry("PUT " + ORGANIZATION + "/scim/schemas/{urn}", "OPERATOR extension-schema.put"),
          Map.entry(
              "DELETE " + ORGANIZATION + "/scim/schemas/{urn}",
              "OPERATOR extension-schema.deleted"));

  private AuditedEndpoints() {}
}
