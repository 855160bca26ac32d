package org.suanli.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page of the reference and the parser know the same fields.
final class JobFileReferenceTest {
  private static final Path PAGE = Path.of("../docs/reference/job-file.md");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\|([^|]*)\\|.*");
  private static final Pattern WORD = Pattern.compile("`([a-z_]+)`");

  @Test
  void theTableNamesEveryFieldWithItsAliases() throws IOException {
    var want = new TreeMap<String, List<String>>();
    for (var field : Field.values()) {
      want.put(field.standard(), field.names().subList(1, field.names().size()));
    }
    var table = new TreeMap<String, List<String>>();
    for (var line : section("## Fields", "### ")) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(table.put(row.group(1), words(row.group(2)))).as(row.group(1)).isNull();
      }
    }
    assertThat(table).isEqualTo(want);
  }

  @Test
  void thePageNamesEveryFieldThatIsNotSupported() throws IOException {
    var listed =
        section("These fields of other tools", "### ").stream()
            .flatMap(line -> words(line).stream())
            .toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(Field.UNSUPPORTED.keySet());
  }

  @Test
  void noNameMeansTwoFields() {
    var names = Arrays.stream(Field.values()).flatMap(field -> field.names().stream()).toList();
    assertThat(new TreeSet<>(names)).hasSameSizeAs(names);
    assertThat(names).doesNotContainAnyElementsOf(Field.UNSUPPORTED.keySet());
    assertThat(names).allSatisfy(name -> assertThat(Field.normal(name)).isEqualTo(name));
  }

  private static List<String> words(String text) {
    return WORD.matcher(text).results().map(word -> word.group(1)).toList();
  }

  /// The lines after the one that starts with `first`, until one starts with `end`.
  private static List<String> section(String first, String end) throws IOException {
    var lines = new ArrayList<String>();
    boolean isWithin = false;
    for (var line : Files.readAllLines(PAGE)) {
      isWithin = isWithin ? !line.startsWith(end) : line.startsWith(first);
      if (isWithin) {
        lines.add(line);
      }
    }
    assertThat(lines).as(first).isNotEmpty();
    return lines;
  }
}
