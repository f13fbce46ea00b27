package io.bailiwick.gateway.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An attribute definition, RFC 7643 section 7.
 *
 * @param caseExact whether comparisons regard letter case; absent for complex attributes
 * @param subAttributes the sub-attributes of a complex attribute; empty for other attributes
 */
public record Attribute(
    String name,
    Type type,
    boolean multiValued,
    boolean required,
    Optional<Boolean> caseExact,
    Mutability mutability,
    Returned returned,
    List<Attribute> subAttributes) {

  public Attribute {
    subAttributes = subAttributes == null ? List.of() : List.copyOf(subAttributes);
  }

  /** Returns the sub-attribute of a name in any letter case. */
  public Optional<Attribute> sub(String name) {
    return Attribute.named(subAttributes, name);
  }

  /** Tells whether comparisons regard letter case. */
  public boolean isCaseExact() {
    return caseExact.orElse(false);
  }

  /** Returns the same attribute, required. */
  Attribute toRequired() {
    return new Attribute(
        name, type, multiValued, true, caseExact, mutability, returned, subAttributes);
  }

  public boolean isComplex() {
    return type == Type.COMPLEX;
  }

  /** Tells whether clients cannot write it. */
  public boolean isReadOnly() {
    return mutability == Mutability.READ_ONLY;
  }

  /** Finds an attribute by name; names are case-insensitive (RFC 7643 section 2.1). */
  static Optional<Attribute> named(List<Attribute> attributes, String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return attributes.stream()
        .filter(attribute -> attribute.name.toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  /** The data types of RFC 7643 section 2.3. */
  public enum Type {
    @JsonProperty("string")
    STRING,
    @JsonProperty("boolean")
    BOOLEAN,
    @JsonProperty("decimal")
    DECIMAL,
    @JsonProperty("integer")
    INTEGER,
    @JsonProperty("dateTime")
    DATE_TIME,
    @JsonProperty("binary")
    BINARY,
    @JsonProperty("reference")
    REFERENCE,
    @JsonProperty("complex")
    COMPLEX
  }

  /** The mutability of RFC 7643 section 2.2. */
  public enum Mutability {
    @JsonProperty("readOnly")
    READ_ONLY,
    @JsonProperty("readWrite")
    READ_WRITE,
    @JsonProperty("immutable")
    IMMUTABLE,
    @JsonProperty("writeOnly")
    WRITE_ONLY
  }

  /** The characteristic {@code returned} of RFC 7643 section 2.2. */
  public enum Returned {
    @JsonProperty("always")
    ALWAYS,
    @JsonProperty("never")
    NEVER,
    @JsonProperty("default")
    DEFAULT,
    @JsonProperty("request")
    REQUEST
  }
}
