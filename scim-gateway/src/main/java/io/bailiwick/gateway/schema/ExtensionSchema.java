package io.bailiwick.gateway.schema;

import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.util.List;
import java.util.Optional;

/**
 * An organization's own schema as it is sent: the representation of RFC 7643 section 7.
 *
 * <p>It rejects characteristics that this service cannot keep: attributes that no client could
 * write or read, and values that would have to be unique.
 */
public final class ExtensionSchema {

  private ExtensionSchema() {}

  /**
   * Reads a schema.
   *
   * @throws BadJson naming the member that is wrong
   */
  public static Schema read(byte[] json) throws BadJson {
    return Schema.of(
        StrictJson.mapper().valueToTree(StrictJson.readClosed(json, SchemaForm.class)));
  }

  /**
   * Returns why a schema cannot replace another one that resources have data of. The attributes
   * must still exist and mean the same.
   */
  public static Optional<String> whyNotInPlaceOf(Schema before, Schema after) {
    return incompatible(before.attributes(), after.attributes(), "");
  }

  private static Optional<String> incompatible(
      List<Attribute> before, List<Attribute> after, String prefix) {
    return before.stream()
        .flatMap(
            was ->
                Attribute.named(after, was.name())
                    .map(is -> incompatible(was, is, prefix + was.name()))
                    .orElseGet(() -> Optional.of(prefix + was.name() + " cannot be left out"))
                    .stream())
        .findFirst();
  }

  private static Optional<String> incompatible(Attribute was, Attribute is, String path) {
    boolean meansTheSame =
        was.name().equals(is.name())
            && was.type() == is.type()
            && was.multiValued() == is.multiValued()
            && was.isCaseExact() == is.isCaseExact();
    return meansTheSame
        ? incompatible(was.subAttributes(), is.subAttributes(), path + ".")
        : Optional.of(path + " cannot change its name, type, multiValued or caseExact");
  }
}
