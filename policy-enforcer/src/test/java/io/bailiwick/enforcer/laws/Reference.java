package io.bailiwick.enforcer.laws;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A naive policy to compare the real one with: what a member may do anyway, less what managed
 * accounts may not. It shares no code with the policy, and has no reasons and no catalogue.
 */
final class Reference {
  /** The least roles in the own organization. */
  private static final Map<String, String> LEAST =
      least(
          "no_access: like.create user.follow organization.follow oauth-app.authorize post.read",
          "read: discussion.create discussion.comment discussion.react pull-request.create"
              + " repository.request-access inference.call",
          "contributor: repository.create job.run job.schedule endpoint.create endpoint.update",
          "write: repository.write repository.rename repository.update-visibility"
              + " discussion.moderate collection.create",
          "admin: repository.settings repository.delete repository.set-secrets"
              + " repository.set-variables repository.set-hardware resource-group.assign"
              + " organization.update oauth-app.create webhook.create repository.publish-doi"
              + " space.custom-domain space.public-embed job.expose-port");

  private static final Set<String> READS = words("repository.read discussion.read space.use");
  private static final String AVATAR = "account.update-avatar";

  /** No sign-in, or one that has merely expired. */
  private static final Set<String> NO_SESSION = words("none old ancient");

  static final Set<String> MOVES = words("repository.transfer repository.duplicate");

  /** What is about the person, or undoes what the person did: where does not matter. */
  private static final Set<String> ANYWHERE =
      words(
          "paper.read comment.delete like.delete follow.delete content.report"
              + " token.create token.revoke ssh-key.create ssh-key.delete session.end"
              + " oauth-app.sign-in");

  private static final Set<String> NEVER =
      words(
          "repository.add-collaborator post.create article.create paper.claim paper.submit"
              + " profile.publish leaderboard.submit evaluation.submit organization.create"
              + " organization.join organization.leave organization.update-limits"
              + " organization.exempt organization.assign-role organization.update-groups"
              + " organization.invite account.update-name account.update-email"
              + " account.update-handle account.set-password account.enrol-second-factor"
              + " account.link-identity account.add-email account.recover account.reset-password"
              + " account.sign-in-by-password account.sign-in-by-magic-link"
              + " account.sign-in-by-social account.sign-in-by-passkey account.delete"
              + " account.subscribe billing.update");

  static final Set<String> PUBLIC_BY_NATURE =
      words("repository.publish-doi space.custom-domain space.public-embed job.expose-port");

  private static final Set<String> MAKES_PUBLIC =
      words(
          "repository.create repository.update-visibility repository.transfer collection.create"
              + " endpoint.create endpoint.update");
  private static final Set<String> SPEAKS =
      words(
          "repository.write discussion.create discussion.comment discussion.react"
              + " pull-request.create");
  private static final Set<String> LIKES = words("like.create user.follow organization.follow");
  private static final Set<String> NOT_IN_SELF =
      words(
          "repository.request-access resource-group.assign organization.update oauth-app.create"
              + " oauth-app.authorize webhook.create job.run job.schedule endpoint.create"
              + " endpoint.update inference.call");

  /** What waits for fresh data even if nothing becomes public. */
  private static final Set<String> WAITS =
      words(
          "repository.settings repository.delete repository.rename repository.set-secrets"
              + " repository.set-variables repository.set-hardware resource-group.assign"
              + " organization.update webhook.create token.create ssh-key.create oauth-app.create"
              + " oauth-app.authorize");

  private Reference() {}

  /** Returns all actions that it knows. */
  static Set<String> actions() {
    return Stream.of(LEAST.keySet(), READS, MOVES, ANYWHERE, NEVER, Set.of(AVATAR))
        .flatMap(Set::stream)
        .collect(Collectors.toSet());
  }

  static boolean isAnywhere(String action) {
    return ANYWHERE.contains(action) || NEVER.contains(action);
  }

  static boolean allows(Case c) {
    return c.state().equals("active")
        && isSignedIn(c)
        && isClear(c)
        && isFreshEnough(c)
        && mayAsMember(c)
        && !isLimited(c);
  }

  private static boolean isSignedIn(Case c) {
    return !c.lockedDown()
        && switch (c.by()) {
          case "person" ->
              c.signIn().equals("fresh") || (readsOpenly(c) && NO_SESSION.contains(c.signIn()));
          case "credential" ->
              switch (c.signIn()) {
                case "fresh", "ended" -> true;
                case "old" -> c.returned();
                default -> false;
              };
          default -> false;
        };
  }

  /** Returns whether it reads public content of others, and its organization asks no more. */
  static boolean readsOpenly(Case c) {
    boolean reads = READS.contains(c.action()) || c.action().equals("post.read");
    boolean app = c.action().equals("space.use") && word(c.visibility()).equals("protected");
    return c.openReading()
        && reads
        && in("other", c.owner(), c)
        && (app || word(c.visibility()).equals("public"));
  }

  /** Returns whether the question has what it needs and does not contradict itself. */
  private static boolean isClear(Case c) {
    boolean moves = MOVES.contains(c.action());
    boolean placed = isAnywhere(c.action()) || !c.owner().isEmpty();
    boolean two = !c.owner().isEmpty() && !c.toOwner().isEmpty();
    boolean same =
        c.owner().equals(c.toOwner()) || (in("self", c.owner(), c) && in("self", c.toOwner(), c));
    boolean twice = known(c.visibility()) && known(c.toVisibility());
    return !c.type().equals("tenant")
        && placed
        && (moves ? two : !two || same)
        && (byDestination(c) || !twice || word(c.visibility()).equals(word(c.toVisibility())));
  }

  private static boolean isFreshEnough(Case c) {
    boolean publishes =
        MAKES_PUBLIC.contains(c.action()) || c.action().equals("repository.duplicate");
    return switch (c.freshness()) {
      case "FRESH" -> true;
      case "STALE" ->
          !WAITS.contains(c.action())
              && !PUBLIC_BY_NATURE.contains(c.action())
              && !(publishes && isPublicAfter(c));
      default -> false;
    };
  }

  /** Returns whether a member with this role might do it, if the account were not managed. */
  static boolean mayAsMember(Case c) {
    return !ReferenceRoles.isClosed(c) && hasRole(c);
  }

  private static boolean hasRole(Case c) {
    String action = c.action();
    boolean open = word(c.visibility()).equals("public");
    if (READS.contains(action)) {
      boolean app = action.equals("space.use") && word(c.visibility()).equals("protected");
      return open
          || app
          || in("self", c.owner(), c)
          || (in("own", c.owner(), c) && ReferenceRoles.has("read", c));
    }
    if (MOVES.contains(action)) {
      boolean source = !in("other", c.owner(), c) || open;
      return source && (!in("own", c.toOwner(), c) || ReferenceRoles.has("contributor", c));
    }
    if (isAnywhere(action)) {
      return !action.equals("comment.delete") || c.createdBy().equals("jane");
    }
    if (action.equals(AVATAR)) {
      return in("self", c.owner(), c);
    }
    String least = LEAST.get(action);
    if (least == null) {
      return false;
    }
    boolean opens =
        isPublicAfter(c)
            && (action.startsWith("endpoint.") || action.equals("repository.update-visibility"));
    boolean creator = action.equals("repository.write") && c.createdBy().equals("jane");
    return !in("own", c.owner(), c)
        || ReferenceRoles.has(opens ? "admin" : creator ? "contributor" : least, c);
  }

  /** Returns whether it is one of the things that managed accounts may not do. */
  private static boolean isLimited(Case c) {
    String action = c.action();
    boolean own = in("own", c.owner(), c);
    boolean self = in("self", c.owner(), c);
    boolean credential =
        action.equals("token.create")
            || action.equals("ssh-key.create")
            || action.equals("oauth-app.authorize");
    if (NEVER.contains(action)
        || (credential && !c.by().equals("person"))
        || c.scopes().stream().anyMatch(scope -> in("other", scope, c))) {
      return true;
    }
    if (MOVES.contains(action)) {
      return isMoveLimited(c);
    }
    if (READS.contains(action) || isAnywhere(action) || action.equals("post.read")) {
      return false;
    }
    if (LIKES.contains(action) && !own && !self) {
      return !c.limits().likes();
    }
    if (action.equals("repository.request-access") && !own && !self) {
      return !c.limits().gatedAccess();
    }
    if (PUBLIC_BY_NATURE.contains(action)) {
      return !own || !c.limits().publicContent();
    }
    boolean creates = action.equals("repository.create") || action.equals("collection.create");
    boolean makes = MAKES_PUBLIC.contains(action) && isPublicAfter(c);
    return own
        ? makes && !c.limits().publicContent()
        : !self
            || NOT_IN_SELF.contains(action)
            || makes
            || (SPEAKS.contains(action) && isPublicAfter(c))
            || (creates && !c.limits().personalNamespace());
  }

  private static boolean isMoveLimited(Case c) {
    boolean toOwn = in("own", c.toOwner(), c);
    boolean toSelf = in("self", c.toOwner(), c);
    if (c.action().equals("repository.transfer")) {
      return !in("self", c.owner(), c)
          || !toOwn
          || (isPublicAfter(c) && !c.limits().publicContent());
    }
    boolean away = toSelf && (in("own", c.owner(), c) || !c.limits().personalNamespace());
    return isPublicAfter(c) || away || !(toOwn || toSelf);
  }

  private static boolean byDestination(Case c) {
    return MOVES.contains(c.action()) || c.action().equals("repository.update-visibility");
  }

  /** Returns whether everyone may see the result: certainly, or because nothing is said. */
  static boolean isPublicAfter(Case c) {
    String after = word(byDestination(c) ? c.toVisibility() : c.visibility());
    return !after.equals("private") && !after.equals("internal");
  }

  static boolean in(String place, String owner, Case c) {
    boolean own = owner.equals("acme");
    boolean self =
        owner.equals("jane's id") || (owner.equals(c.handle()) && !owner.equals("globex"));
    return switch (place) {
      case "own" -> own;
      case "self" -> self;
      default -> !own && !self;
    };
  }

  private static boolean known(String visibility) {
    return Set.of("private", "internal", "public", "protected").contains(word(visibility));
  }

  static String word(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static Set<String> words(String text) {
    return Set.of(text.split(" ", -1));
  }

  private static Map<String, String> least(String... lines) {
    return Stream.of(lines)
        .map(line -> line.split(": ", -1))
        .flatMap(line -> words(line[1]).stream().map(action -> Map.entry(action, line[0])))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
