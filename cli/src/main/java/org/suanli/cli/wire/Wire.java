package org.suanli.cli.wire;

import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Records as JSON and back. Fields that this client does not know are kept in what it prints and
/// ignored in what it reads.
public final class Wire {
  /// Made once it is needed: most of the client's start-up time otherwise.
  private static final class Lazy {
    static final JsonMapper MAPPER =
        JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
  }

  private Wire() {}

  /// @throws Failure if the text is not JSON
  public static JsonNode parse(String text) {
    try {
      return Lazy.MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new Failure(
          Exit.REFUSED,
          "The answer of the server must be JSON.\n"
              + "Maybe the address is not that of a Suanli server.");
    }
  }

  /// @throws Failure if the JSON is not such a record
  public static <T> T read(JsonNode json, Class<T> type) {
    try {
      return Lazy.MAPPER.treeToValue(json, type);
    } catch (JacksonException e) {
      throw new Failure(
          Exit.REFUSED,
          "The answer of the server must be a "
              + type.getSimpleName()
              + ": "
              + e.getOriginalMessage()
              + "\nMaybe the client and the server are of different versions.");
    }
  }

  /// One line of JSON.
  public static String write(Object value) {
    return Lazy.MAPPER.writeValueAsString(value);
  }

  /// Many lines of JSON, for people.
  public static String writePretty(Object value) {
    return Lazy.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }

  public static JsonNode tree(Object value) {
    return Lazy.MAPPER.valueToTree(value);
  }
}
