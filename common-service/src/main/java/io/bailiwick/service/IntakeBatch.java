package io.bailiwick.service;

import io.bailiwick.event.Event;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The records of a poll, sorted for a consumer that works in transactions of one organization.
 * Heartbeats are left out.
 *
 * @param byOrganization the wanted events of each organization, in their order
 * @param poison the records that can never be processed
 */
public record IntakeBatch<E extends Event>(
    Map<String, List<Intake.Wanted<E>>> byOrganization, List<Intake.Poison<E>> poison) {

  /** Copies the records. The organizations keep the order of their first record. */
  public IntakeBatch {
    Map<String, List<Intake.Wanted<E>>> copies = new LinkedHashMap<>();
    byOrganization.forEach((organization, wanted) -> copies.put(organization, List.copyOf(wanted)));
    byOrganization = Collections.unmodifiableMap(copies);
    poison = List.copyOf(poison);
  }

  /** Sorts records of a topic for a consumer of one kind of event. */
  public static <E extends Event> IntakeBatch<E> of(
      Iterable<ConsumerRecord<String, byte[]>> records, Class<E> kind) {
    Map<String, List<Intake.Wanted<E>>> byOrganization = new LinkedHashMap<>();
    List<Intake.Poison<E>> poison = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      switch (Intake.of(WireRecords.of(record), kind)) {
        case Intake.Wanted<E> wanted ->
            byOrganization
                .computeIfAbsent(
                    wanted.event().organizationId().orElse(""), id -> new ArrayList<>())
                .add(wanted);
        case Intake.Poison<E> bad -> poison.add(bad);
        case Intake.Passed<E> _ -> {}
      }
    }
    return new IntakeBatch<>(byOrganization, poison);
  }

  /** Works on one organization after another. */
  public Uni<Void> eachOrganization(BiFunction<String, List<Intake.Wanted<E>>, Uni<Void>> work) {
    return inTurn(byOrganization.entrySet(), group -> work.apply(group.getKey(), group.getValue()));
  }

  /** Works on one item after another. */
  public static <T> Uni<Void> inTurn(Iterable<T> items, Function<T, Uni<Void>> work) {
    return Multi.createFrom()
        .iterable(items)
        .onItem()
        .transformToUniAndConcatenate(item -> work.apply(item).replaceWith(item))
        .onItem()
        .ignoreAsUni();
  }
}
