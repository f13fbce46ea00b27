package io.bailiwick.enforcer;

import com.fasterxml.jackson.core.type.TypeReference;
import io.bailiwick.enforcer.SchemaText.Subject;
import io.bailiwick.enforcer.decision.Catalogue;
import io.bailiwick.service.LogText;
import java.io.IOException;
import java.util.Map;

/**
 * Reads the text of a catalogue and validates it by actions.schema.json, the only place for its
 * rules.
 */
public final class CatalogueText {
  private static final TypeReference<Map<String, Map<String, Object>>> FORM =
      new TypeReference<>() {};

  private static final Subject ACTION =
      new Subject(
          1,
          names ->
              names.getFirst().isEmpty() ? "" : ", action " + LogText.quoted(names.getFirst()));

  private CatalogueText() {}

  /**
   * Reads a catalogue.
   *
   * @param file the name of the file, for the message
   * @throws IllegalArgumentException in one line: file, line, column, action and error
   */
  public static Catalogue read(String file, byte[] text) throws IOException {
    return Catalogue.read(
        SchemaText.read(file, text).validated("/actions.schema.json", ACTION).as(FORM));
  }
}
