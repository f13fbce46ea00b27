package io.bailiwick.gateway.scim.message;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.schema.ScimError;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import java.util.Optional;

/**
 * An error message, RFC 7644 section 3.12.
 *
 * @param status the HTTP status
 * @param scimType the keyword, if the RFC has one for it
 * @param detail the text for the client
 */
public record ErrorMessage(int status, Optional<ScimType> scimType, String detail) {
  private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";

  /** Creates a message without a keyword. */
  public static ErrorMessage of(int status, String detail) {
    return new ErrorMessage(status, Optional.empty(), detail);
  }

  /** Creates the 400 for an invalid request. */
  public static ErrorMessage of(ScimError error) {
    return new ErrorMessage(400, Optional.of(error.scimType()), error.detail());
  }

  /** Creates the message of a rejection; only this method maps rejections to statuses. */
  public static ErrorMessage of(Outcome.Rejected rejected) {
    return switch (rejected) {
      case Outcome.NotFound _ -> of(404, "There is no resource with that id.");
      case Outcome.VersionMismatch mismatch ->
          of(412, "The resource has another version: W/\"" + mismatch.current() + "\".");
      case Outcome.Taken taken ->
          new ErrorMessage(
              409,
              Optional.of(ScimType.UNIQUENESS),
              "Another resource of this organization has that " + taken.attribute() + ".");
      case Outcome.Invalid invalid -> of(invalid.error());
      case Outcome.QuotaReached reached -> of(403, reached.detail());
      case Outcome.LastAdmin _ ->
          new ErrorMessage(
              409,
              Optional.of(ScimType.MUTABILITY),
              "This would leave the organization without an administrator, which"
                  + " lastAdmin=PROTECT_LAST_ADMIN forbids.");
    };
  }

  /** Returns the message on the wire. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("schemas").add(SCHEMA);
    json.put("status", Integer.toString(status));
    scimType.ifPresent(type -> json.put("scimType", type.wireName()));
    json.put("detail", detail);
    return json;
  }
}
