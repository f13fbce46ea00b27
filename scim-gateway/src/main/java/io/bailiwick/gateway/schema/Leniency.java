package io.bailiwick.gateway.schema;

/** How closely the client of a token keeps to the letter of RFC 7644. */
public enum Leniency {
  /** RFC 7644 and no more: what is only understood by leniency is refused. */
  STRICT,
  /** As identity providers need it. */
  LENIENT,
  /** As Entra ID needs it: lenient, and a PATCH of a group is answered without the group. */
  ENTRA
}
