package org.suanli.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The golden description has the structure that OpenAPI 3.1 asks for, and leaves nothing out.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/openapi.json");
  private static final Path RECORDS = Path.of("../api/src/main/java/org/suanli/api");

  /// A comment and the name of the record below it.
  private static final Pattern COMMENTED =
      Pattern.compile("((?:^ *///.*\\n)+) *public record (\\w+)", Pattern.MULTILINE);

  private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");
  private static final Set<String> TYPES =
      Set.of("string", "integer", "boolean", "array", "object", "null");
  private static final Set<String> WITH_BODY = Set.of("post", "put", "patch");

  /// An operation, where it stands.
  private record Operation(String path, String method, JsonNode node) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private JsonNode document;
  private final List<Operation> operations = new ArrayList<>();

  @BeforeAll
  void read() throws IOException {
    document = JsonMapper.shared().readTree(Files.readString(GOLDEN));
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(path.getKey(), method.getKey(), method.getValue()))));
  }

  @Test
  void everyRowOfTheAccessTableIsDescribed() {
    var described = new TreeSet<String>();
    operations.forEach(
        operation ->
            described.add(operation.method().toUpperCase(Locale.ROOT) + " " + operation.path()));
    var wanted = new TreeSet<String>();
    Access.rows().forEach(row -> wanted.add(row.method() + " " + row.path().replace("{*", "{")));
    assertThat(described).isEqualTo(wanted);
  }

  @Test
  void itSaysWhatItIs() {
    assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
    assertThat(document.path("info").path("title").asString()).isNotBlank();
    assertThat(document.path("info").path("version").asString()).isNotBlank();
  }

  @Test
  void everyFieldHasWordsAndThoseOfItsRecordWhereThatHasSome() throws IOException {
    var documented = documented();
    assertThat(documented).hasSizeGreaterThan(100);
    for (var schema : document.path("components").path("schemas").properties()) {
      for (var field : schema.getValue().path("properties").properties()) {
        var name = schema.getKey() + "." + field.getKey();
        var words = field.getValue().path("description").asString();
        assertThat(words).as("openapi.properties must have words for field." + name).isNotBlank();
        var wanted = documented.get(name);
        if (wanted != null) {
          assertThat(words).as("field." + name).isEqualToIgnoringCase(wanted);
        }
      }
    }
  }

  /// What the Javadoc of the wire records says of their fields.
  private static TreeMap<String, String> documented() throws IOException {
    var words = new TreeMap<String, String>();
    try (var files = Files.list(RECORDS)) {
      for (var file : files.toList()) {
        for (var comment : COMMENTED.matcher(Files.readString(file)).results().toList()) {
          var text = comment.group(1).replaceAll("(?m)^\\s*///", "").replace("`", "");
          for (var part : text.split("@param ", -1)) {
            var said = part.strip().replaceAll("\\s+", " ").split(" ", 2);
            if (said.length == 2 && text.contains("@param " + said[0] + " ")) {
              var sentence = said[1].endsWith(".") ? said[1] : said[1] + ".";
              words.put(comment.group(2) + "." + said[0], sentence);
            }
          }
        }
      }
    }
    return words;
  }

  @Test
  void everyOperationHasAnIdOfItsOwnAndWords() {
    var ids = new ArrayList<String>();
    for (var operation : operations) {
      ids.add(operation.node().path("operationId").asString());
      assertThat(operation.node().path("summary").asString())
          .as("openapi.properties must have words for " + ids.getLast())
          .isNotBlank();
      assertThat(operation.node().path("tags").size()).as(operation.toString()).isEqualTo(1);
    }
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void noWordsAreLeftOver() {
    var used = new TreeSet<>(List.of("interface"));
    for (var operation : operations) {
      used.add("operation." + operation.node().path("operationId").asString());
      for (var parameter : operation.node().path("parameters")) {
        used.add("parameter." + parameter.path("name").asString());
      }
    }
    var words = OpenApiResource.words().keySet();
    for (var schema : document.path("components").path("schemas").properties()) {
      for (var field : schema.getValue().path("properties").properties()) {
        var own = "field." + schema.getKey() + "." + field.getKey();
        used.add(words.contains(own) ? own : "field." + field.getKey());
      }
    }
    assertThat(words).isEqualTo(used);
  }

  @Test
  void theVariablesOfEveryPathAreItsPathParameters() {
    for (var operation : operations) {
      var wanted = VARIABLE.matcher(operation.path()).results().map(one -> one.group(1)).toList();
      var given = new ArrayList<String>();
      for (var parameter : operation.node().path("parameters")) {
        assertThat(parameter.path("in").asString()).isIn("path", "query", "header");
        assertThat(parameter.path("description").asString())
            .as("openapi.properties must have words for the parameter " + parameter.path("name"))
            .isNotBlank();
        if (parameter.path("in").asString().equals("path")) {
          given.add(parameter.path("name").asString());
          assertThat(parameter.path("required").asBoolean()).isTrue();
        }
        checkSchema(operation + " " + parameter.path("name"), parameter.path("schema"));
      }
      assertThat(given).as(operation.toString()).containsExactlyInAnyOrderElementsOf(wanted);
    }
  }

  @Test
  void everyOperationSaysHowItSucceedsAndHowItFails() {
    for (var operation : operations) {
      var responses = operation.node().path("responses");
      assertThat(responses.propertyNames())
          .as(operation.toString())
          .anyMatch(s -> s.startsWith("2"));
      assertThat(responses.propertyNames()).as(operation.toString()).contains("500");
      for (var response : responses.properties()) {
        var resolved = resolve(response.getValue());
        assertThat(resolved.path("description").asString()).as(operation.toString()).isNotBlank();
        assertThat(resolved.has("content"))
            .as(operation + " " + response.getKey())
            .isEqualTo(!response.getKey().equals("204"));
        for (var content : resolved.path("content")) {
          checkSchema(operation.toString(), content.path("schema"));
        }
      }
      if (operation.node().has("requestBody")) {
        assertThat(WITH_BODY).contains(operation.method());
        assertThat(operation.node().path("requestBody").path("content").size()).isEqualTo(1);
        for (var content : operation.node().path("requestBody").path("content")) {
          checkSchema(operation.toString(), content.path("schema"));
        }
      }
    }
  }

  @Test
  void everySchemaIsWhole() {
    document
        .path("components")
        .path("schemas")
        .properties()
        .forEach(schema -> checkSchema(schema.getKey(), schema.getValue()));
  }

  private JsonNode resolve(JsonNode node) {
    if (!node.has("$ref")) {
      return node;
    }
    var found = document.at(node.path("$ref").asString().substring(1));
    assertThat(found.isMissingNode()).as(node.toString()).isFalse();
    return found;
  }

  /// Named schemas are checked once, by their own name: here a reference must only lead somewhere.
  private void checkSchema(String where, JsonNode schema) {
    if (schema.has("$ref")) {
      resolve(schema);
      return;
    }
    var type = schema.path("type");
    for (var one : type.isArray() ? type : List.of(type)) {
      if (!one.isMissingNode()) {
        assertThat(TYPES).as(where).contains(one.asString());
      }
    }
    for (var choice : schema.path("anyOf")) {
      checkSchema(where, choice);
    }
    if (type.asString("").equals("array")) {
      assertThat(schema.has("items")).as(where).isTrue();
      checkSchema(where, schema.path("items"));
    }
    for (var required : schema.path("required")) {
      assertThat(schema.path("properties").has(required.asString())).as(where).isTrue();
    }
    schema
        .path("properties")
        .properties()
        .forEach(property -> checkSchema(where + "." + property.getKey(), property.getValue()));
  }
}
