package org.suanli.server.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The job files that users start from.
final class ExamplesTest {
  private static final Path FOLDER = Path.of("..", "examples", "jobs");

  static List<Path> examples() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsAccepted(Path example) throws IOException {
    var file = Centre.accept(Files.readString(example));
    assertThat(file.name()).isNotEqualTo("job");
    assertThat(file.toCanonicalJson()).contains("\"time_limit\"");
  }

  @Test
  void theirPageListsThemAll() throws IOException {
    var page = Files.readString(FOLDER.resolve("README.md"));
    assertThat(examples())
        .isNotEmpty()
        .allSatisfy(file -> assertThat(page).contains("(" + file.getFileName() + ")"));
  }
}
