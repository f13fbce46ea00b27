package io.bailiwick.worker.database;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parameters of a statement that writes many rows by {@code unnest}: an array per column. */
public final class Columns<T> {
  private final List<T> rows;
  private final Tuple tuple = Tuple.tuple();

  public Columns(Collection<T> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Adds a column of texts, which may be null. */
  public Columns<T> texts(Function<T, @Nullable String> value) {
    @Nullable String[] texts = new String[rows.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = value.apply(rows.get(i));
    }
    tuple.addArrayOfString(texts);
    return this;
  }

  public Columns<T> numbers(Function<T, Long> value) {
    tuple.addArrayOfLong(rows.stream().map(value).toArray(Long[]::new));
    return this;
  }

  public Columns<T> times(Function<T, Instant> value) {
    tuple.addArrayOfOffsetDateTime(
        rows.stream()
            .map(row -> value.apply(row).atOffset(ZoneOffset.UTC))
            .toArray(OffsetDateTime[]::new));
    return this;
  }

  public Columns<T> bytes(Function<T, byte[]> value) {
    tuple.addValue(
        rows.stream().map(row -> Buffer.buffer(value.apply(row))).toArray(Buffer[]::new));
    return this;
  }

  /** Returns the parameters; more may be added. */
  public Tuple tuple() {
    return tuple;
  }
}
