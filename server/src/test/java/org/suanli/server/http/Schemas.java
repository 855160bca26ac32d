package org.suanli.server.http;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Compares answers with the description of the interface: the part of JSON Schema that it uses.
final class Schemas {
  private final JsonNode document;

  Schemas(JsonNode document) {
    this.document = document;
  }

  /// What is wrong with an answer; empty if it is as described.
  ///
  /// @param template the path as the description has it
  List<String> violations(String method, String template, Answer answer) {
    var found = new ArrayList<String>();
    var operation =
        document.path("paths").path(template).path(method.toLowerCase(java.util.Locale.ROOT));
    var described = resolve(operation.path("responses").path(Integer.toString(answer.status())));
    if (described.isMissingNode()) {
      found.add("The status " + answer.status() + " is not described.");
      return found;
    }
    var content = described.path("content");
    if (answer.body().isEmpty()) {
      return found;
    }
    var type = answer.type().replaceAll(";.*", "").strip();
    if (!content.has(type)) {
      found.add("The content type (" + type + ") is not described.");
    } else if (type.endsWith("json")) {
      check(
          "$",
          JsonMapper.shared().readTree(answer.body()),
          content.path(type).path("schema"),
          found);
    }
    return found;
  }

  record Answer(int status, String type, String body) {}

  JsonNode resolve(JsonNode node) {
    var at = node;
    while (at.has("$ref")) {
      at = document.at(at.path("$ref").asString().substring(1));
    }
    return at;
  }

  private void check(String path, JsonNode value, JsonNode given, List<String> found) {
    var schema = resolve(given);
    if (schema.has("anyOf")) {
      checkAny(path, value, schema, found);
      return;
    }
    if (schema.has("type") && !isOfType(value, schema.path("type"))) {
      found.add(path + " (" + value + ") is no " + schema.path("type"));
      return;
    }
    if (schema.has("enum") && schema.path("enum").valueStream().noneMatch(value::equals)) {
      found.add(path + " (" + value + ") is none of " + schema.path("enum"));
    }
    if (schema.path("format").asString("").equals("date-time") && !isInstant(value.asString())) {
      found.add(path + " (" + value + ") is no instant");
    }
    if (value.isArray()) {
      for (int index = 0; index < value.size(); index++) {
        check(path + "[" + index + "]", value.get(index), schema.path("items"), found);
      }
    }
    if (value.isObject() && schema.has("properties")) {
      checkFields(path, value, schema, found);
    } else if (value.isObject() && schema.has("additionalProperties")) {
      value
          .properties()
          .forEach(
              field ->
                  check(
                      path + "." + field.getKey(),
                      field.getValue(),
                      schema.path("additionalProperties"),
                      found));
    }
  }

  private void checkAny(String path, JsonNode value, JsonNode schema, List<String> found) {
    var best = new ArrayList<String>();
    for (var choice : schema.path("anyOf")) {
      var own = new ArrayList<String>();
      check(path, value, choice, own);
      if (own.isEmpty()) {
        return;
      }
      best.addAll(own);
    }
    found.addAll(best);
  }

  private void checkFields(String path, JsonNode value, JsonNode schema, List<String> found) {
    for (var required : schema.path("required")) {
      if (!value.has(required.asString())) {
        found.add(path + " lacks " + required.asString());
      }
    }
    for (var field : value.properties()) {
      if (schema.path("properties").has(field.getKey())) {
        var of = schema.path("properties").path(field.getKey());
        check(path + "." + field.getKey(), field.getValue(), of, found);
      } else {
        found.add(path + " has " + field.getKey() + ", which is not described");
      }
    }
  }

  private static boolean isOfType(JsonNode value, JsonNode type) {
    return type.isArray()
        ? type.valueStream().anyMatch(one -> isOfType(value, one))
        : switch (type.asString()) {
          case "string" -> value.isString();
          case "integer" -> value.isIntegralNumber();
          case "boolean" -> value.isBoolean();
          case "array" -> value.isArray();
          case "object" -> value.isObject();
          case "null" -> value.isNull();
          default -> false;
        };
  }

  private static boolean isInstant(String text) {
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeParseException _) {
      return false;
    }
  }
}
