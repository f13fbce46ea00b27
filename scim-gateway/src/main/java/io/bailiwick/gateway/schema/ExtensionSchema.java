package io.bailiwick.gateway.schema;

import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.util.List;
import java.util.Optional;

/**
 * A schema of an organization's own, as it is sent: the representation of RFC 7643 section 7.
 *
 * <p>Refused is what could not be kept to: attributes that nobody could write or read, values that
 * would have to be unique.
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
   * Why resources that have data of a schema could not live with another one in its place: their
   * attributes must be there still, and mean the same.
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
