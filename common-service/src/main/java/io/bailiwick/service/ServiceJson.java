package io.bailiwick.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bailiwick.json.StrictJson;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes Quarkus write the JSON of endpoints exactly as {@link StrictJson} does. */
class ServiceJson {
  @Produces
  @Singleton
  ObjectMapper mapper() {
    return StrictJson.mapper();
  }
}
