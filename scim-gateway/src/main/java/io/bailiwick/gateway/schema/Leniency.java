package io.bailiwick.gateway.schema;

/** The degree to which a token's client may deviate from RFC 7644. */
public enum Leniency {
  /** Accepts RFC 7644 and no more; input that only leniency understands is rejected. */
  STRICT,
  /** Accepts input in the form that identity providers send. */
  LENIENT,
  /** Accepts Entra ID's form: lenient, and a PATCH of a group is answered without the group. */
  ENTRA
}
