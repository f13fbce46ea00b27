package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.Condition.FromSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An action of the catalogue.
 *
 * @param kind the kind of action; it decides about requests while the projection is stale
 * @param placed whether a namespace must be known: the resource's owner, and for moves both ends
 * @param result whether the destination's visibility counts, as for moves and changes of visibility
 * @param cells conditions by place; an action at a missing place is denied
 */
public record ActionRule(
    String name,
    Kind kind,
    boolean placed,
    boolean moves,
    boolean result,
    Map<String, Cell> cells) {

  public ActionRule {
    cells = Map.copyOf(cells);
  }

  /** The place that stands for all places. */
  public static final String ANYWHERE = "anywhere";

  /** The place outside the account's organization and its own namespace. */
  static final String OTHER = "other";

  /** The namespace of the account's organization. */
  static final String OWN = "own";

  /** The account's own namespace. */
  static final String SELF = "self";

  /** Returns the visibility after the action; a missing one counts as public. */
  Visibility after(CheckRequest.Resource resource) {
    return result
        ? resource
            .destination()
            .map(CheckRequest.Destination::visibility)
            .orElse(Visibility.UNSTATED)
        : resource.visibility();
  }

  /** Returns which side of a cell counts; doubt is never to the caller's advantage. */
  boolean countsAsPublic(CheckRequest.Resource resource) {
    return switch (kind) {
      case READ -> resource.visibility().isReadable();
      case USE -> resource.visibility().isUsable();
      default -> after(resource).isPublic();
    };
  }

  /**
   * Returns whether the action reads or uses content that is certainly public, in other namespaces,
   * and its conditions there do not ask for a session.
   */
  boolean readsPublicElsewhere(CheckRequest.Resource resource) {
    return (kind == Kind.READ || kind == Kind.USE)
        && countsAsPublic(resource)
        && cell(OTHER)
            .filter(cell -> cell.whenPublic().stream().noneMatch(FromSession.class::isInstance))
            .isPresent();
  }

  /**
   * Returns whether the action widens exposure; such actions wait until the projection is fresh.
   */
  boolean widensExposure(CheckRequest.Resource resource) {
    return switch (kind) {
      case READ, USE, WRITE, COLLABORATE, ACCOUNT, COMPUTE -> false;
      case PUBLISH, EXPOSE -> isPublicByNature() || after(resource).isPublic();
      case JOIN, CREDENTIAL, ADMINISTER, PAY -> true;
    };
  }

  /**
   * Returns whether the action is public whatever the resource's visibility: a custom domain, an
   * embed, an open port.
   */
  private boolean isPublicByNature() {
    return cells.values().stream().allMatch(cell -> cell.whenPublic().equals(cell.whenPrivate()));
  }

  /** Returns the conditions that apply to a resource at a place. */
  List<Condition> conditions(Cell cell, CheckRequest.Resource resource) {
    return countsAsPublic(resource) ? cell.whenPublic() : cell.whenPrivate();
  }

  Optional<Cell> cell(String place) {
    return Optional.ofNullable(cells.get(place));
  }

  /**
   * The conditions at a place.
   *
   * @param allowed the decision if they hold; it names the action and the place
   * @param whenPublic the conditions if the result of the action is public
   * @param whenPrivate the conditions if the result is not public
   */
  public record Cell(
      Decision.Allow allowed, List<Condition> whenPublic, List<Condition> whenPrivate) {
    public Cell {
      whenPublic = List.copyOf(whenPublic);
      whenPrivate = List.copyOf(whenPrivate);
    }

    /** Returns the action and the place, in words. */
    String name() {
      return allowed.words();
    }
  }

  /** The kinds of actions. */
  public enum Kind {
    READ,
    USE,
    WRITE,
    PUBLISH,
    COLLABORATE,
    JOIN,
    ACCOUNT,
    CREDENTIAL,
    ADMINISTER,
    EXPOSE,
    COMPUTE,
    PAY
  }
}
