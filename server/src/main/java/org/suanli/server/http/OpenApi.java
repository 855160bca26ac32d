package org.suanli.server.http;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.suanli.api.Http;
import org.suanli.api.Problem;

/// Describes the interface as OpenAPI 3.1, from the handlers and the wire records alone: the same
/// handlers give the same text.
final class OpenApi {
  private static final String SCHEMAS = "#/components/schemas/";
  private static final String API_PACKAGE = "org.suanli.api";

  private final TreeMap<String, Object> schemas = new TreeMap<>();

  /// A handler with the row that guards it.
  record Operation(Access.Row row, Method method) {}

  /// @param operations in any order
  SequencedMap<String, Object> describe(List<Operation> operations) {
    var paths = new TreeMap<String, TreeMap<String, Object>>();
    for (var operation : operations) {
      var path = operation.row().path().replace("{*", "{");
      paths
          .computeIfAbsent(path, _ -> new TreeMap<>())
          .put(operation.row().method().toLowerCase(Locale.ROOT), describe(operation));
    }
    ref(Problem.class);
    var document = new LinkedHashMap<String, Object>();
    document.put("openapi", "3.1.0");
    document.put("info", object("title", "Suanli", "version", "v1"));
    document.put("paths", paths);
    document.put(
        "components",
        object(
            "schemas",
            schemas,
            "securitySchemes",
            object(
                "cookie",
                object("type", "apiKey", "in", "cookie", "name", Http.SESSION_COOKIE),
                "token",
                object("type", "http", "scheme", "bearer"))));
    return document;
  }

  private Map<String, Object> describe(Operation operation) {
    var row = operation.row();
    var method = operation.method();
    var described = new LinkedHashMap<String, Object>();
    described.put("operationId", operationId(operation));
    if (row.isPublic()) {
      described.put("security", List.of());
    } else {
      described.put(
          "description",
          "Roles: %s. Scope of a token: %s."
              .formatted(
                  String.join(", ", row.roles().stream().map(Enum::name).toList()),
                  row.scope().name()));
      described.put("security", List.of(object("token", List.of()), object("cookie", List.of())));
    }
    var parameters = parameters(row, method);
    if (!parameters.isEmpty()) {
      described.put("parameters", parameters);
    }
    Arrays.stream(method.getParameters())
        .filter(parameter -> parameter.isAnnotationPresent(RequestBody.class))
        .findFirst()
        .ifPresent(
            body ->
                described.put(
                    "requestBody",
                    object("required", true, "content", json(body.getParameterizedType()))));
    described.put("responses", responses(method));
    return described;
  }

  private static String operationId(Operation operation) {
    var resource = operation.method().getDeclaringClass().getSimpleName().replace("Resource", "");
    return resource.toLowerCase(Locale.ROOT) + "-" + operation.method().getName();
  }

  private List<Object> parameters(Access.Row row, Method method) {
    var parameters = new ArrayList<Object>();
    for (var parameter : method.getParameters()) {
      var type = parameter.getType();
      var query = parameter.getAnnotation(RequestParam.class);
      var header = parameter.getAnnotation(RequestHeader.class);
      if (parameter.isAnnotationPresent(PathVariable.class)) {
        parameters.add(parameter("path", parameter.getName(), object("type", "string")));
      } else if (query != null) {
        parameters.add(parameter("query", parameter.getName(), schema(type)));
      } else if (header != null) {
        parameters.add(parameter("header", header.name(), object("type", "string")));
      } else if (type == Slice.class) {
        parameters.add(
            parameter(
                "query",
                "limit",
                object("type", "integer", "minimum", 1, "maximum", Http.PAGE_ITEMS_MAX)));
        parameters.add(parameter("query", "cursor", object("type", "string")));
      } else if (type.isRecord()
          && type.getName().startsWith(OpenApi.class.getPackageName())
          && !parameter.isAnnotationPresent(RequestBody.class)) {
        for (var component : type.getRecordComponents()) {
          parameters.add(
              parameter("query", component.getName(), schema(component.getGenericType())));
        }
      }
    }
    if (row.method().equals("POST") && !row.isPublic()) {
      parameters.add(parameter("header", Http.IDEMPOTENCY_KEY, object("type", "string")));
    }
    return parameters;
  }

  private static Map<String, Object> parameter(String in, String name, Object schema) {
    return object("name", name, "in", in, "required", in.equals("path"), "schema", schema);
  }

  private Map<String, Object> responses(Method method) {
    var status = method.getAnnotation(ResponseStatus.class);
    var type = body(method.getGenericReturnType());
    var success = new LinkedHashMap<String, Object>();
    success.put("description", "Done");
    if (type != void.class && type != Void.class) {
      success.put("content", json(type));
    }
    return object(
        Integer.toString(status == null ? 200 : status.value().value()),
        success,
        "default",
        object(
            "description",
            "What went wrong",
            "content",
            object(Http.PROBLEM_TYPE, object("schema", ref(Problem.class)))));
  }

  private static Type body(Type returned) {
    return returned instanceof ParameterizedType generic
            && generic.getRawType() == ResponseEntity.class
        ? generic.getActualTypeArguments()[0]
        : returned;
  }

  private Map<String, Object> json(Type type) {
    return object("application/json", object("schema", schema(type)));
  }

  private Object schema(Type type) {
    return switch (type) {
      case ParameterizedType generic -> generic(generic);
      case Class<?> plain -> plain(plain);
      // A type variable: what a page holds is described where the page is named.
      default -> object();
    };
  }

  private Object generic(ParameterizedType generic) {
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

  private Object plain(Class<?> type) {
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
    return type.getName().startsWith(API_PACKAGE) ? ref(type) : object();
  }

  private Map<String, Object> ref(Class<?> type) {
    var name = type.getSimpleName();
    if (!schemas.containsKey(name)) {
      schemas.put(name, object());
      schemas.put(name, type.isEnum() ? constants(type) : record(type));
    }
    return object("$ref", SCHEMAS + name);
  }

  private static Object constants(Class<?> type) {
    return object(
        "type",
        "string",
        "enum",
        Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
  }

  private Object record(Class<?> type) {
    var properties = new LinkedHashMap<String, Object>();
    var required = new ArrayList<String>();
    for (RecordComponent component : type.getRecordComponents()) {
      var schema = schema(component.getGenericType());
      if (RequestFields.isNullable(component)) {
        properties.put(
            component.getName(), object("anyOf", List.of(schema, object("type", "null"))));
      } else {
        properties.put(component.getName(), schema);
        required.add(component.getName());
      }
    }
    return object("type", "object", "required", required, "properties", properties);
  }

  /// A JSON object of names and values in turn.
  private static Map<String, Object> object(Object... namesAndValues) {
    var object = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }
}
