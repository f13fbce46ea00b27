package io.bailiwick.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The settings that a service gets from its ConfigMap. */
final class Settings {
  private Settings() {}

  static Properties of(Chart chart, String service) {
    JsonNode map = chart.one("ConfigMap", service);
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(map.path("data").path("application.properties").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
