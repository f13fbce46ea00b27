package io.bailiwick.gateway.schema.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.schema.Schema;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.filter.FilterParser;
import io.bailiwick.gateway.schema.filter.PatchPath;
import io.bailiwick.gateway.schema.patch.PatchOperation.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PATCH as a pure function: it returns the resource after the operations, or rejects them.
 *
 * <p>It is lenient for identity providers. Names in a value without a path may be dotted or carry a
 * URN. They may be read-only (Okta sends {@code id} along) or undefined; those are skipped. An
 * explicit path gets no such leniency.
 */
public final class Patch {
  private Patch() {}

  /**
   * Applies all operations in order, or none.
   *
   * @param kept the resource in the form of {@link Resources}; it stays unchanged
   * @return the new resource, equal to the old one if nothing changed
   * @throws ScimException mutability, invalidPath, noTarget or invalidValue
   */
  public static ObjectNode apply(
      ResourceType type, ObjectNode kept, List<PatchOperation> operations) {
    ObjectNode patched = kept.deepCopy();
    for (PatchOperation operation : operations) {
      if (operation.path().isPresent()) {
        at(type, patched, operation, operation.path().get());
      } else {
        members(type, patched, operation);
      }
    }
    checkRemoved(type.core().attributes(), kept, patched);
    for (Schema extension : type.extensions()) {
      if (patched.has(extension.id())) {
        checkRemoved(
            extension.attributes(), kept.path(extension.id()), patched.path(extension.id()));
      }
    }
    Resources.check(type, kept, patched);
    return patched;
  }

  private static void checkRemoved(List<Attribute> attributes, JsonNode before, JsonNode after) {
    for (Attribute attribute : attributes) {
      String name = attribute.name();
      if (attribute.required() && before.has(name) && !after.has(name)) {
        throw new ScimException(ScimType.MUTABILITY, name + " is required and cannot be removed.");
      }
    }
  }

  private static void at(
      ResourceType type, ObjectNode resource, PatchOperation operation, String path) {
    Optional<Schema> extension = type.extension(path);
    if (extension.isPresent()) {
      wholeExtension(type, resource, operation, extension.get());
      return;
    }
    if (PatchOperation.isSchemas(type, path)) {
      return;
    }
    PatchPath parsed = FilterParser.parsePath(type, path);
    AttributePath attribute = parsed.attribute();
    if (attribute.attribute().isReadOnly() || attribute.target().isReadOnly()) {
      throw new ScimException(ScimType.MUTABILITY, attribute + " cannot be written.");
    }
    PatchTarget.in(resource, attribute).apply(operation, parsed.selector());
  }

  private static void wholeExtension(
      ResourceType type, ObjectNode resource, PatchOperation operation, Schema extension) {
    if (operation.kind() == Kind.REMOVE) {
      resource.remove(extension.id());
    } else {
      extensionMembers(type, resource, operation, extension, operation.value());
    }
  }

  private static void members(ResourceType type, ObjectNode resource, PatchOperation operation) {
    for (Map.Entry<String, JsonNode> member : operation.value().properties()) {
      Optional<Schema> extension = type.extension(member.getKey());
      if (extension.isPresent()) {
        extensionMembers(type, resource, operation, extension.get(), member.getValue());
      } else {
        member(type, resource, operation.with(Optional.of(member.getKey()), member.getValue()));
      }
    }
  }

  private static void extensionMembers(
      ResourceType type,
      ObjectNode resource,
      PatchOperation operation,
      Schema extension,
      JsonNode value) {
    if (value.isNull()) {
      resource.remove(extension.id());
      return;
    }
    if (!value.isObject()) {
      throw new ScimException(ScimType.INVALID_VALUE, extension.id() + " must be an object.");
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      String name = extension.id() + ":" + member.getKey();
      member(type, resource, operation.with(Optional.of(name), member.getValue()));
    }
  }

  /** Applies a member of a value without a path; read-only attributes are skipped. */
  private static void member(ResourceType type, ObjectNode resource, PatchOperation operation) {
    String name = operation.path().orElseThrow();
    if (name.indexOf('[') >= 0) {
      at(type, resource, operation, name);
      return;
    }
    AttributePath.resolve(type, name)
        .filter(path -> !path.attribute().isReadOnly() && !path.target().isReadOnly())
        .ifPresent(path -> PatchTarget.in(resource, path).apply(operation, Optional.empty()));
  }
}
