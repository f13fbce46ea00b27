package io.bailiwick.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bailiwick.json.StrictJson;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** One JSON for all: what Quarkus writes for an endpoint is what we write ourselves. */
class ServiceJson {
  @Produces
  @Singleton
  ObjectMapper mapper() {
    return StrictJson.mapper();
  }
}
