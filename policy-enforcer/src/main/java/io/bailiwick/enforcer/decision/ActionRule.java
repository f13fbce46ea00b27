package io.bailiwick.enforcer.decision;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An action of the catalogue.
 *
 * @param kind what sort of act it is: it decides what happens while the projection is stale
 * @param placed whether a namespace must be known: the resource's owner, for moves both ends
 * @param result whether the visibility that counts is the destination's: for moves, and where the
 *     visibility itself is changed
 * @param cells conditions by place; a place that is not there is denied
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

  /** The visibility that the action leaves; what the request leaves out counts as public. */
  Visibility after(CheckRequest.Resource resource) {
    return result
        ? resource
            .destination()
            .map(CheckRequest.Destination::visibility)
            .orElse(Visibility.UNSTATED)
        : resource.visibility();
  }

  /** Which of a cell's sides counts: doubt is never to the caller's advantage. */
  boolean countsAsPublic(CheckRequest.Resource resource) {
    return switch (kind) {
      case READ -> resource.visibility().isReadable();
      case USE -> resource.visibility().isUsable();
      default -> after(resource).isPublic();
    };
  }

  /** Whether it widens exposure: such acts wait until the projection is fresh. */
  boolean widensExposure(CheckRequest.Resource resource) {
    return switch (kind) {
      case READ, USE, WRITE, COLLABORATE, ACCOUNT, COMPUTE -> false;
      case PUBLISH, EXPOSE -> isPublicByNature() || after(resource).isPublic();
      case JOIN, CREDENTIAL, ADMINISTER, PAY -> true;
    };
  }

  /** What the resource's visibility does not change: a custom domain, an embed, an open port. */
  private boolean isPublicByNature() {
    return cells.values().stream().allMatch(cell -> cell.whenPublic().equals(cell.whenPrivate()));
  }

  Optional<Cell> cell(String place) {
    return Optional.ofNullable(cells.get(place));
  }

  /**
   * The conditions at a place.
   *
   * @param whenPublic if what the action leaves is public
   * @param whenPrivate if it is not
   */
  public record Cell(List<Condition> whenPublic, List<Condition> whenPrivate) {
    public Cell {
      whenPublic = List.copyOf(whenPublic);
      whenPrivate = List.copyOf(whenPrivate);
    }
  }

  /** Sorts of acts. */
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
