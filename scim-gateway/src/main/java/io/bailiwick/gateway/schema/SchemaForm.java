package io.bailiwick.gateway.schema;

import io.bailiwick.model.Characters;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An organization's own schema as it is sent. Each missing characteristic has the default of RFC
 * 7643 section 7. This service sets {@code schemas} itself.
 */
record SchemaForm(
    List<String> schemas,
    String id,
    Optional<String> name,
    Optional<String> description,
    List<AttributeForm> attributes) {
  private static final Pattern URN =
      Pattern.compile("urn:[A-Za-z0-9][A-Za-z0-9-]{0,30}(:[A-Za-z0-9._~-]+)+");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
  private static final String RESERVED = "urn:ietf:";
  private static final int LONGEST_URN = 200;
  private static final int LONGEST_TEXT = 1000;
  private static final int MOST_ATTRIBUTES = 100;

  SchemaForm {
    schemas = List.of(Schema.META_SCHEMA);
    require(id != null, "id is required");
    require(
        id.length() <= LONGEST_URN && URN.matcher(id).matches(),
        "id must be a URN of at most " + LONGEST_URN + " characters");
    require(
        !id.toLowerCase(Locale.ROOT).startsWith(RESERVED),
        "id must not begin with " + RESERVED + ", which is not the organization's to name");
    requireShort("name", name);
    requireShort("description", description);
    attributes = named("attributes", attributes);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static void requireShort(String member, Optional<String> text) {
    require(
        text.filter(value -> Characters.in(value) > LONGEST_TEXT).isEmpty(),
        member + " is longer than " + LONGEST_TEXT + " characters");
  }

  private static List<AttributeForm> named(
      String member, @Nullable List<AttributeForm> attributes) {
    List<AttributeForm> given = Objects.requireNonNullElse(attributes, List.of());
    require(
        !given.isEmpty() && given.size() <= MOST_ATTRIBUTES,
        member + " must be a list of 1 to " + MOST_ATTRIBUTES + " attributes");
    Set<String> names = new HashSet<>();
    given.forEach(
        attribute ->
            require(
                names.add(attribute.name().toLowerCase(Locale.ROOT)),
                member + " has two attributes of one name"));
    return List.copyOf(given);
  }

  /** An attribute or a sub-attribute. */
  record AttributeForm(
      String name,
      Attribute.Type type,
      Optional<Boolean> multiValued,
      Optional<String> description,
      Optional<Boolean> required,
      Optional<List<String>> canonicalValues,
      Optional<List<String>> referenceTypes,
      Optional<Boolean> caseExact,
      Optional<Attribute.Mutability> mutability,
      Optional<Attribute.Returned> returned,
      Optional<String> uniqueness,
      Optional<List<AttributeForm>> subAttributes) {

    AttributeForm {
      require(name != null && NAME.matcher(name).matches(), "name must match " + NAME);
      type = Objects.requireNonNullElse(type, Attribute.Type.STRING);
      multiValued = multiValued.or(() -> Optional.of(false));
      requireShort("description", description);
      required = required.or(() -> Optional.of(false));
      mutability = mutability.or(() -> Optional.of(Attribute.Mutability.READ_WRITE));
      require(
          mutability.get() == Attribute.Mutability.READ_WRITE
              || mutability.get() == Attribute.Mutability.IMMUTABLE,
          "mutability must be readWrite or immutable: of others nobody could write or read a value");
      returned = returned.or(() -> Optional.of(Attribute.Returned.DEFAULT));
      require(
          returned.get() != Attribute.Returned.NEVER,
          "returned must not be never: what nobody can read is not kept");
      require(
          uniqueness.orElse("none").equals("none"),
          "uniqueness must be none: that of extensions is not watched over");
      boolean complex = type == Attribute.Type.COMPLEX;
      require(
          complex == subAttributes.isPresent(),
          "subAttributes are there for a complex attribute, and for no other");
      if (complex) {
        subAttributes = Optional.of(named("subAttributes", subAttributes.get()));
        require(
            subAttributes.get().stream().noneMatch(sub -> sub.type() == Attribute.Type.COMPLEX),
            "subAttributes must not be complex");
        require(
            subAttributes.get().stream().noneMatch(sub -> sub.multiValued().orElse(false)),
            "subAttributes must have one value: filters look at no lists within lists");
      }
      // A complex attribute has neither (RFC 7643 section 7).
      caseExact = complex ? Optional.empty() : caseExact.or(() -> Optional.of(false));
      uniqueness = complex ? Optional.empty() : Optional.of("none");
    }
  }
}
