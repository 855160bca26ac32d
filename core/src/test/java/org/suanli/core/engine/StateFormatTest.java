package org.suanli.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.suanli.core.ledger.Books;
import org.suanli.core.supply.Fleet;

/// A snapshot outlives the release that wrote it. Whatever the state or its facts are made of is
/// listed in a golden file; who changes it raises {@link State#FORMAT}, so that no later release
/// reads what it would misunderstand. `-Dgolden.update=true` writes the list anew.
class StateFormatTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/state-format.txt");

  /// What the state keeps in fields: a new one must be told by a fact, or follow from those.
  private static final List<Class<?>> KEPT =
      List.of(
          State.class,
          Tenant.class,
          Tenant.Project.class,
          Job.class,
          Attempt.class,
          Books.class,
          Books.Page.class,
          Fleet.class,
          Fleet.Slot.class);

  @Test
  void whatSnapshotsAreMadeOfIsThatOfTheirFormat() throws IOException {
    var parts = new TreeMap<String, String>();
    KEPT.forEach(type -> parts.put(type.getName(), fields(type)));
    collect(Fact.class, parts);
    var lines = new ArrayList<>(List.of("format " + State.FORMAT));
    parts.forEach((name, components) -> lines.add(name + " " + components));
    var text = String.join("\n", lines) + "\n";
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text)
        .as("Raise State.FORMAT and write the list anew if a release wrote this format.")
        .isEqualTo(Files.readString(GOLDEN));
  }

  private static String fields(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(field -> !Modifier.isStatic(field.getModifiers()))
        .map(field -> field.getName() + ":" + field.getGenericType().getTypeName())
        .sorted()
        .toList()
        .toString();
  }

  /// Lists records with their components and enums with their constants, all the way down.
  private static void collect(Type of, TreeMap<String, String> parts) {
    if (of instanceof ParameterizedType generic) {
      collect(generic.getRawType(), parts);
      Arrays.stream(generic.getActualTypeArguments()).forEach(part -> collect(part, parts));
    }
    if (!(of instanceof Class<?> type)
        || !type.getName().startsWith("org.suanli.")
        || parts.containsKey(type.getName())) {
      return;
    }
    if (type.isEnum()) {
      parts.put(type.getName(), Arrays.toString(type.getEnumConstants()));
    } else if (type.isSealed()) {
      parts.put(type.getName(), "");
      Arrays.stream(type.getPermittedSubclasses()).forEach(part -> collect(part, parts));
    } else if (type.isRecord()) {
      var components = Arrays.asList(type.getRecordComponents());
      var names = components.stream().map(part -> part.getName() + ":" + part.getGenericType());
      parts.put(type.getName(), names.toList().toString());
      components.forEach(part -> collect(part.getGenericType(), parts));
    }
  }
}
