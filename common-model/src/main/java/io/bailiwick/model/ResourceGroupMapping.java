package io.bailiwick.model;

import java.util.List;

/**
 * The mapping from a claim to resource groups. All rules that match count; two rules for one
 * resource group give the higher role.
 *
 * @param attribute the claim, a path with dots: {@code groups}, {@code realm_access.roles}
 */
public record ResourceGroupMapping(String attribute, List<Rule> rules) {
  private static final String FIELD = "signIn.resourceGroupMapping.";
  private static final int MOST_RULES = 500;

  public ResourceGroupMapping {
    ClaimPath.require(FIELD + "attribute", attribute);
    rules = rules == null ? List.of() : List.copyOf(rules);
    if (rules.size() > MOST_RULES) {
      throw new IllegalArgumentException(FIELD + "rules holds more than " + MOST_RULES + " rules");
    }
  }

  /**
   * A value of the claim, compared exactly, and the role that it gives in a resource group.
   *
   * @param resourceGroup the name of the resource group; while there is none, the rule gives
   *     nothing
   */
  public record Rule(String value, String resourceGroup, Role role) {
    public Rule {
      Required.text(FIELD + "rules.value", value);
      ResourceGroup.requireName(FIELD + "rules.resourceGroup", resourceGroup);
      ResourceGroup.requireGrantable(FIELD + "rules.role", role);
    }
  }
}
