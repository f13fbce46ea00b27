package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.bailiwick.enforcer.decision.ResourceKind;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A page of results.
 *
 * @param type the type of the entities; actions have none
 * @param ids the ids, or the names of actions
 * @param nextToken the token of the next page; empty on the last one
 */
record SearchResult(Search.Kind kind, String type, List<String> ids, String nextToken) {
  SearchResult {
    ids = List.copyOf(ids);
  }

  /** Writes {@code {"page": {"next_token", "count"}, "results": [...]}}. */
  byte[] json() {
    ByteArrayBuilder out = new ByteArrayBuilder(4096);
    try (JsonGenerator json = StrictJson.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeObjectFieldStart("page");
      json.writeStringField("next_token", nextToken);
      json.writeNumberField("count", ids.size());
      json.writeEndObject();
      json.writeArrayFieldStart("results");
      for (String id : ids) {
        json.writeStartObject();
        if (kind == Search.Kind.ACTION) {
          json.writeStringField("name", id);
        } else {
          json.writeStringField("type", type);
          json.writeStringField("id", id);
          if (type.equals(ResourceKind.RESOURCE_GROUP)) {
            json.writeObjectFieldStart("properties");
            json.writeStringField("owner", id.substring(0, id.indexOf('/')));
            json.writeStringField("resource_group", id.substring(id.indexOf('/') + 1));
            json.writeEndObject();
          }
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
