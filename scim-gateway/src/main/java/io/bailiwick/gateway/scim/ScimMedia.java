package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.GatewaySettings;
import io.bailiwick.gateway.scim.schema.ScimError;
import io.bailiwick.gateway.scim.schema.ScimError.ScimType;
import io.bailiwick.gateway.scim.schema.ScimException;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bodies and version tags of SCIM requests. */
@ApplicationScoped
class ScimMedia {
  static final String TYPE = "application/scim+json";
  static final String JSON = "application/json";

  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([0-9]{1,18})\"");
  private static final long NO_VERSION = -1;

  private final GatewaySettings settings;

  ScimMedia(GatewaySettings settings) {
    this.settings = settings;
  }

  /** The JSON object of a body. */
  ObjectNode object(byte @Nullable [] body) {
    if (body != null && body.length > settings.maxBodyBytes()) {
      throw new ScimException(
          new ScimError(
              413,
              Optional.empty(),
              "The body is larger than " + settings.maxBodyBytes() + " bytes."));
    }
    try {
      return StrictJson.object(body == null ? new byte[0] : body);
    } catch (BadJson e) {
      throw new ScimException(ScimType.INVALID_SYNTAX, e.detail());
    }
  }

  /** The version that {@code If-Match} asks for; one that nothing has where it makes no sense. */
  static OptionalLong ifMatch(@Nullable String header) {
    if (header == null || header.strip().equals("*")) {
      return OptionalLong.empty();
    }
    Matcher tag = TAG.matcher(header.strip());
    return OptionalLong.of(tag.matches() ? Long.parseLong(tag.group(1)) : NO_VERSION);
  }
}
