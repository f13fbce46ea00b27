package io.bailiwick.enforcer.laws;

import java.util.List;
import java.util.Map;

/**
 * A world and a question in words; an empty text is a fact that the question omits.
 *
 * @param state {@code active}, or why the account is not
 * @param signIn how long ago jane signed in, or what is wrong with that sign-in
 * @param by {@code person}, or the credential that acts
 * @param returned whether jane has signed in again since then
 * @param openReading whether public content of others is read without a session
 * @param grants jane's roles in resource groups of acme
 * @param group the resource group that the question names; {@code toGroup} at the destination
 */
record Case(
    String role,
    String state,
    String handle,
    String signIn,
    String by,
    boolean returned,
    String freshness,
    Limits limits,
    boolean lockedDown,
    boolean openReading,
    String action,
    String type,
    String owner,
    String visibility,
    String createdBy,
    String toOwner,
    String toVisibility,
    List<String> scopes,
    Map<String, String> grants,
    String group,
    String toGroup) {

  /** The switches of the organization, each open or not. */
  record Limits(
      boolean publicContent, boolean personalNamespace, boolean likes, boolean gatedAccess) {}

  Case asking(String other) {
    return with(other, owner, visibility, createdBy, toOwner, toVisibility, signIn, state);
  }

  Case inState(String other) {
    return with(action, owner, visibility, createdBy, toOwner, toVisibility, signIn, other);
  }

  /**
   * Returns the cases in which one more fact is missing. A resource group is not among them: the
   * role in the organization counts for content that is in none.
   */
  List<Case> withLess() {
    return List.of(
        with(action, "", visibility, createdBy, toOwner, toVisibility, signIn, state),
        with(action, owner, "", createdBy, toOwner, toVisibility, signIn, state),
        with(action, owner, visibility, "", toOwner, toVisibility, signIn, state),
        with(action, owner, visibility, createdBy, "", "", signIn, state),
        with(action, owner, visibility, createdBy, toOwner, "", signIn, state),
        with(action, owner, visibility, createdBy, toOwner, toVisibility, "none", state));
  }

  private Case with(
      String action,
      String owner,
      String visibility,
      String createdBy,
      String toOwner,
      String toVisibility,
      String signIn,
      String state) {
    return new Case(
        role,
        state,
        handle,
        signIn,
        by,
        returned,
        freshness,
        limits,
        lockedDown,
        openReading,
        action,
        type,
        owner,
        visibility,
        createdBy,
        toOwner,
        toVisibility,
        scopes,
        grants,
        group,
        toGroup);
  }

  /** Returns the case of somebody with other grants, who names other resource groups. */
  Case withGroups(Map<String, String> others, String otherGroup, String otherToGroup) {
    return new Case(
        role,
        state,
        handle,
        signIn,
        by,
        returned,
        freshness,
        limits,
        lockedDown,
        openReading,
        action,
        type,
        owner,
        visibility,
        createdBy,
        toOwner,
        toVisibility,
        scopes,
        others,
        otherGroup,
        otherToGroup);
  }
}
