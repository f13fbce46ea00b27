package io.bailiwick.gateway.administration;

import io.bailiwick.gateway.organizations.OrganizationChange;
import io.bailiwick.gateway.organizations.ResourceGroupRefusal;
import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;

/** The answers to rejected changes of organizations and their resource groups. */
final class OrganizationRefusals {
  private OrganizationRefusals() {}

  static Refusal of(OrganizationChange.Rejected rejected) {
    return switch (rejected) {
      case OrganizationChange.NoOrganization _ -> OrganizationsResource.noOrganization();
      case OrganizationChange.VersionMismatch mismatch ->
          new Refusal(
              Problem.of(
                  412,
                  "The organization has another version: "
                      + OrganizationsResource.etag(mismatch.current())
                      + "."));
      case OrganizationChange.Taken taken ->
          new Refusal(
              Problem.of(
                  409,
                  taken.member(),
                  "Another organization or account has that " + taken.member() + "."));
      case OrganizationChange.SuffixAmbiguous _ ->
          new Refusal(
              Problem.of(
                  409,
                  "handles.suffix",
                  "handles.suffix is ambiguous: it, or another organization's suffix, ends with a"
                      + " dash and the other one. A handle could belong to either."));
      case OrganizationChange.StillHas rest ->
          new Refusal(
              Problem.of(
                  409,
                  "The organization still has "
                      + rest.what()
                      + ". Delete its people, revoke its SCIM tokens and delete its connections"
                      + " first."));
      case OrganizationChange.NoAdminLeft left ->
          new Refusal(
              Problem.of(
                  409,
                  left.setting(),
                  "These settings would leave the organization without an administrator, which"
                      + " lastAdmin=PROTECT_LAST_ADMIN forbids."));
      case OrganizationChange.TooLarge _ ->
          new Refusal(
              Problem.of(
                  400,
                  "The settings, resource groups and links of the organization are too large together."
                      + " Use fewer rules, links or resource groups, or shorter texts."));
      case OrganizationChange.ResourceGroupRefused refused -> of(refused.reason());
      case OrganizationChange.AssertionsFailed failed ->
          new Refusal(
              Problem.of(
                  409, "Assertions of the organization would fail: " + failed.words() + "."));
      case OrganizationChange.AssertionsUnanswered unanswered ->
          new Refusal(
              Problem.of(
                  503,
                  "The settings are unchanged, because the assertions of the organization could"
                      + " not be evaluated: "
                      + unanswered.why()
                      + ". With ?unchecked=true they are not evaluated."));
    };
  }

  static Refusal of(ResourceGroupRefusal reason) {
    return new Refusal(
        switch (reason) {
          case UNKNOWN -> Problem.of(404, "The organization has no resource group of that name.");
          case UNKNOWN_LINK ->
              Problem.of(404, "The resource group has no link to that SCIM group.");
          case NAME_TAKEN ->
              Problem.of(409, "name", "The organization has a resource group of that name.");
          case TOO_MANY ->
              Problem.of(
                  409,
                  "The organization has %d resource groups, which is the limit."
                      .formatted(Organization.MOST_RESOURCE_GROUPS));
          case TOO_MANY_LINKS ->
              Problem.of(
                  409,
                  "The resource group has %d links, which is the limit."
                      .formatted(ResourceGroup.MOST_LINKS));
          case HAS_MEMBERS ->
              Problem.of(
                  409,
                  "The resource group has members who were added by hand. Remove them first; then"
                      + " linked SCIM groups alone decide who is in it.");
          case JOINS_AUTOMATICALLY ->
              Problem.of(
                  409,
                  "Members of the organization join the resource group automatically. Set autoJoin"
                      + " to NONE first; then linked SCIM groups alone decide who is in it.");
          case LINKED ->
              Problem.of(
                  409,
                  "autoJoin",
                  "autoJoin must be NONE while SCIM groups are linked. Delete the links first.");
        });
  }
}
