package org.suanli.server.http;

import static org.suanli.server.http.OpenApiSchemas.object;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.ValueConstants;
import org.suanli.api.ErrorCode;
import org.suanli.api.Http;
import org.suanli.api.Problem;

/// Describes the interface as OpenAPI 3.1, from the handlers, the wire records and the words for
/// both: the same give the same text.
final class OpenApi {
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;

  private final OpenApiSchemas schemas;
  private final Map<String, String> words;

  /// A handler with the row that guards it.
  record Operation(Access.Row row, Method method) {
    /// Such as `jobs-list`.
    String id() {
      var resource = method.getDeclaringClass().getSimpleName().replace("Resource", "");
      return resource.toLowerCase(Locale.ROOT) + "-" + method.getName();
    }

    private boolean takes(Class<?> type) {
      return Arrays.stream(method.getParameters()).anyMatch(given -> given.getType() == type);
    }

    private boolean hasBody() {
      return !upload().isEmpty()
          || Arrays.stream(method.getParameters())
              .anyMatch(given -> given.isAnnotationPresent(RequestBody.class));
    }

    private boolean takesKey() {
      return row.method().equals("POST") && !row.isPublic();
    }

    private boolean isChange() {
      return !row.method().equals("GET");
    }

    private String upload() {
      var described = method.getAnnotation(Described.class);
      return described == null ? "" : described.upload();
    }
  }

  /// @param words what operations do, by `operation.` and their id, and what parameters mean, by
  ///   `parameter.` and their name; what fields mean: see {@link OpenApiSchemas}
  OpenApi(Map<String, String> words) {
    this.words = words;
    schemas = new OpenApiSchemas(words);
  }

  /// @param operations in any order
  SequencedMap<String, Object> describe(List<Operation> operations) {
    var paths = new TreeMap<String, TreeMap<String, Object>>();
    for (var operation : operations) {
      var path = operation.row().path().replace("{*", "{");
      paths
          .computeIfAbsent(path, _ -> new TreeMap<>())
          .put(operation.row().method().toLowerCase(Locale.ROOT), describe(operation));
    }
    var problem = schemas.reference(Problem.class);
    var document = new LinkedHashMap<String, Object>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        object(
            "title",
            "Suanli",
            "version",
            "v1",
            "description",
            words.getOrDefault("interface", "")));
    document.put("servers", List.of(object("url", "/")));
    document.put("paths", paths);
    document.put(
        "components",
        object(
            "schemas",
            schemas.named(),
            "responses",
            problems(problem),
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
    var described = new LinkedHashMap<String, Object>();
    described.put("operationId", operation.id());
    described.put("tags", List.of(row.path().split("/", -1)[3].replace(".json", "")));
    described.put("summary", words.getOrDefault("operation." + operation.id(), ""));
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
    var parameters = parameters(operation);
    if (!parameters.isEmpty()) {
      described.put("parameters", parameters);
    }
    if (operation.hasBody()) {
      described.put("requestBody", object("required", true, "content", requestBody(operation)));
    }
    described.put("responses", responses(operation));
    return described;
  }

  private Map<String, Object> requestBody(Operation operation) {
    if (!operation.upload().isEmpty()) {
      return object(operation.upload(), object("schema", object()));
    }
    var body =
        Arrays.stream(operation.method().getParameters())
            .filter(given -> given.isAnnotationPresent(RequestBody.class))
            .findFirst()
            .orElseThrow();
    return content(MediaType.APPLICATION_JSON_VALUE, body.getParameterizedType());
  }

  // --- parameters ---

  private List<Object> parameters(Operation operation) {
    var parameters = new ArrayList<Object>();
    for (var given : operation.method().getParameters()) {
      parameters.addAll(parameters(given));
    }
    if (operation.takesKey()) {
      var schema =
          object(
              "type",
              "string",
              "maxLength",
              Http.IDEMPOTENCY_KEY_LENGTH_MAX,
              "pattern",
              "^[!-~]+$");
      parameters.add(parameter("header", Http.IDEMPOTENCY_KEY, schema));
    }
    return parameters;
  }

  private List<Map<String, Object>> parameters(Parameter given) {
    var type = given.getType();
    var query = given.getAnnotation(RequestParam.class);
    var header = given.getAnnotation(RequestHeader.class);
    if (given.isAnnotationPresent(PathVariable.class)) {
      return List.of(parameter("path", given.getName(), text()));
    }
    if (query != null) {
      return List.of(parameter("query", given.getName(), withDefault(query, type)));
    }
    if (header != null) {
      return List.of(parameter("header", header.name(), text()));
    }
    if (type == Slice.class) {
      var limit =
          object(
              "type",
              "integer",
              "minimum",
              1,
              "maximum",
              Http.PAGE_ITEMS_MAX,
              "default",
              Http.PAGE_ITEMS_DEFAULT);
      return List.of(parameter("query", "limit", limit), parameter("query", "cursor", text()));
    }
    if (type == Edits.Edit.class) {
      return List.of(
          parameter("header", HttpHeaders.IF_MATCH, text()),
          parameter("header", HttpHeaders.IF_NONE_MATCH, object("type", "string", "const", "*")));
    }
    boolean isQuery =
        type.isRecord()
            && type.getName().startsWith(OpenApi.class.getPackageName())
            && !given.isAnnotationPresent(RequestBody.class);
    return isQuery
        ? Arrays.stream(type.getRecordComponents())
            .map(part -> parameter("query", part.getName(), schemas.schema(part.getGenericType())))
            .toList()
        : List.of();
  }

  private static Map<String, Object> text() {
    return object("type", "string");
  }

  /// A reference may have a default beside it.
  private Map<String, Object> withDefault(RequestParam query, Class<?> type) {
    var schema = new LinkedHashMap<>(schemas.schema(type));
    var otherwise = query.defaultValue();
    if (!otherwise.equals(ValueConstants.DEFAULT_NONE)) {
      schema.put("default", type == boolean.class ? Boolean.valueOf(otherwise) : otherwise);
    }
    return schema;
  }

  private Map<String, Object> parameter(String in, String name, Object schema) {
    return object(
        "name",
        name,
        "in",
        in,
        "required",
        in.equals("path"),
        "description",
        words.getOrDefault("parameter." + name, ""),
        "schema",
        schema);
  }

  // --- answers ---

  private Map<String, Object> responses(Operation operation) {
    var responses = new TreeMap<String, Object>();
    var described = operation.method().getAnnotation(Described.class);
    if (described != null && described.answers().length > 0) {
      for (var answer : described.answers()) {
        responses.put(
            Integer.toString(answer.status()),
            success(answer.status(), content(answer.type(), answer.body())));
      }
    } else {
      var body = body(operation.method().getGenericReturnType());
      boolean isEmpty = body == void.class || body == Void.class;
      var status = operation.method().getAnnotation(ResponseStatus.class);
      int number = status != null ? status.value().value() : isEmpty ? NO_CONTENT : OK;
      var success =
          success(number, isEmpty ? object() : content(MediaType.APPLICATION_JSON_VALUE, body));
      if (body instanceof Class<?> type && Edits.isTagged(type)) {
        success.put("headers", object(HttpHeaders.ETAG, object("schema", text())));
      }
      responses.put(Integer.toString(number), success);
    }
    failures(operation)
        .forEach(code -> responses.putIfAbsent(Integer.toString(code.status()), problem(code)));
    return responses;
  }

  private static Map<String, Object> success(int status, Map<String, Object> content) {
    var success = object("description", status == NO_CONTENT ? "Done; no body" : "Done");
    if (!content.isEmpty()) {
      success.put("content", content);
    }
    return success;
  }

  private static Type body(Type returned) {
    return returned instanceof ParameterizedType generic
            && generic.getRawType() == ResponseEntity.class
        ? generic.getActualTypeArguments()[0]
        : returned;
  }

  private Map<String, Object> content(String type, Type body) {
    return object(type, object("schema", body == byte[].class ? object() : schemas.schema(body)));
  }

  /// What can go wrong, as far as the kind of the operation tells.
  private static TreeSet<ErrorCode> failures(Operation operation) {
    var row = operation.row();
    var codes = new TreeSet<ErrorCode>();
    codes.add(ErrorCode.NOT_ACCEPTABLE);
    codes.add(ErrorCode.INTERNAL);
    codes.add(ErrorCode.UNAVAILABLE);
    if (operation.method().getParameterCount() > 0) {
      codes.add(ErrorCode.INVALID);
    }
    if (!row.isPublic()) {
      codes.add(ErrorCode.UNAUTHENTICATED);
      codes.add(ErrorCode.FORBIDDEN);
      codes.add(ErrorCode.NOT_FOUND);
    }
    if (operation.isChange()) {
      codes.add(ErrorCode.UNAUTHENTICATED);
      codes.add(ErrorCode.FORBIDDEN);
      codes.add(ErrorCode.CONFLICT);
      codes.add(ErrorCode.LIMIT);
    }
    if (operation.hasBody()) {
      codes.add(ErrorCode.TOO_LARGE);
      codes.add(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }
    if (operation.takes(Edits.Edit.class)) {
      codes.add(ErrorCode.PRECONDITION_FAILED);
    }
    if (operation.takesKey()) {
      codes.add(ErrorCode.KEY_REUSED);
    }
    return codes;
  }

  private static Map<String, Object> problem(ErrorCode code) {
    return object("$ref", "#/components/responses/problem-" + code.status());
  }

  /// One for each status; codes that share one are told apart by the body's `code`.
  private static Map<String, Object> problems(Map<String, Object> schema) {
    var responses = new LinkedHashMap<String, Object>();
    for (var code : ErrorCode.values()) {
      var name = "problem-" + code.status();
      if (!responses.containsKey(name)) {
        var codes =
            Arrays.stream(ErrorCode.values())
                .filter(other -> other.status() == code.status())
                .map(ErrorCode::name)
                .toList();
        responses.put(
            name,
            object(
                "description",
                String.join(" or ", codes),
                "content",
                object(Http.PROBLEM_TYPE, object("schema", schema))));
      }
    }
    return responses;
  }
}
