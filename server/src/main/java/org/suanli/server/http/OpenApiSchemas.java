package org.suanli.server.http;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The schemas of wire types, as JSON Schema 2020-12 has them; records and enums are named and
/// collected.
final class OpenApiSchemas {
  private static final String PREFIX = "#/components/schemas/";
  private static final String API_PACKAGE = "org.suanli.api";

  private final TreeMap<String, Object> named = new TreeMap<>();
  private final Map<String, String> words;

  /// @param words what fields mean, by `field.`, their record, `.` and their name, or by `field.`
  ///   and their name where it means the same in all others
  OpenApiSchemas(Map<String, String> words) {
    this.words = words;
  }

  /// The schemas that were referred to, by name.
  SortedMap<String, Object> named() {
    return named;
  }

  Map<String, Object> schema(Type type) {
    return switch (type) {
      case ParameterizedType generic -> generic(generic);
      case Class<?> plain -> plain(plain);
      // A type variable: what a page holds is described where the page is named.
      default -> object();
    };
  }

  private Map<String, Object> generic(ParameterizedType generic) {
    var raw = (Class<?>) generic.getRawType();
    var arguments = generic.getActualTypeArguments();
    if (List.class.isAssignableFrom(raw)) {
      return object("type", "array", "items", schema(arguments[0]));
    }
    if (Map.class.isAssignableFrom(raw)) {
      return object("type", "object", "additionalProperties", schema(arguments[1]));
    }
    return object(
        "type",
        "object",
        "required",
        List.of("items"),
        "properties",
        object(
            "items",
            object("type", "array", "items", schema(arguments[0])),
            "next",
            object("type", List.of("string", "null"))));
  }

  private Map<String, Object> plain(Class<?> type) {
    if (type == String.class) {
      return object("type", "string");
    }
    if (type == Instant.class) {
      return object("type", "string", "format", "date-time");
    }
    if (type == boolean.class || type == Boolean.class) {
      return object("type", "boolean");
    }
    if (type == int.class || type == Integer.class) {
      return object("type", "integer", "format", "int32");
    }
    if (type == long.class || type == Long.class) {
      return object("type", "integer", "format", "int64");
    }
    if (type == Object.class) {
      return object("type", "object");
    }
    if (type.getName().startsWith(API_PACKAGE)) {
      return reference(type);
    }
    throw new IllegalStateException("The type (" + type + ") must be one of the wire's.");
  }

  Map<String, Object> reference(Class<?> type) {
    var name = type.getSimpleName();
    if (!named.containsKey(name)) {
      named.put(name, object());
      named.put(name, type.isEnum() ? constants(type) : record(type));
    }
    return object("$ref", PREFIX + name);
  }

  private static Map<String, Object> constants(Class<?> type) {
    return object(
        "type",
        "string",
        "enum",
        Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
  }

  private Map<String, Object> record(Class<?> type) {
    var properties = new LinkedHashMap<String, Object>();
    var required = new ArrayList<String>();
    for (RecordComponent component : type.getRecordComponents()) {
      var name = component.getName();
      var own = words.get("field." + type.getSimpleName() + "." + name);
      var described = new LinkedHashMap<String, Object>();
      described.put("description", own == null ? words.getOrDefault("field." + name, "") : own);
      var schema = schema(component.getGenericType());
      if (RequestFields.isNullable(component)) {
        described.put("anyOf", List.of(schema, object("type", "null")));
      } else {
        described.putAll(schema);
        required.add(name);
      }
      properties.put(name, described);
    }
    return object("type", "object", "required", required, "properties", properties);
  }

  /// A JSON object of names and values in turn.
  static Map<String, Object> object(Object... namesAndValues) {
    var object = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }
}
