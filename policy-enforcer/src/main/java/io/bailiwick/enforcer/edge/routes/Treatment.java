package io.bailiwick.enforcer.edge.routes;

import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Visibility;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the edge does with the requests of a route. */
sealed interface Treatment {

  /** Returns the variables that it needs from the path. */
  List<String> variables();

  /** Lets everyone pass, without a question. */
  record Open() implements Treatment {
    @Override
    public List<String> variables() {
      return List.of();
    }
  }

  /**
   * Asks the check.
   *
   * @param anonymous whether a request without a session passes without a question
   */
  record Asking(
      String action,
      boolean anonymous,
      Template type,
      Template id,
      Optional<Template> owner,
      Optional<Template> visibility,
      Optional<Template> resourceGroup,
      Optional<To> destination)
      implements Treatment {

    @Override
    public List<String> variables() {
      return Stream.of(
              Stream.of(type, id),
              owner.stream(),
              visibility.stream(),
              resourceGroup.stream(),
              destination.stream().flatMap(to -> to.owner.stream()),
              destination.stream().flatMap(to -> to.visibility.stream()),
              destination.stream().flatMap(to -> to.resourceGroup.stream()))
          .flatMap(templates -> templates)
          .flatMap(template -> template.variables().stream())
          .toList();
    }

    MappedCheck check(Map<String, String> values) {
      return new MappedCheck(
          action,
          Resource.stated(
              type.with(values),
              id.with(values),
              owner.map(template -> template.with(values)),
              seen(visibility, values),
              resourceGroup.map(template -> template.with(values)),
              Optional.empty(),
              destination.map(to -> to.with(values)),
              List.of()));
    }
  }

  /** The destination of content. */
  record To(
      Optional<Template> owner, Optional<Template> visibility, Optional<Template> resourceGroup) {
    Destination with(Map<String, String> values) {
      return Destination.stated(
          owner.map(template -> template.with(values)),
          seen(visibility, values),
          resourceGroup.map(template -> template.with(values)));
    }
  }

  private static Visibility seen(Optional<Template> word, Map<String, String> values) {
    return Visibility.of(word.map(template -> template.with(values)));
  }
}
