package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanli.api.Jobs;
import org.suanli.api.Page;

@Timeout(60)
class OutputsTest {
  private static final String LIST = "GET /api/v1/jobs/job-7/outputs";

  @TempDir private Path folder;

  private static CannedServer serving(String path, String text, long bytes) {
    return new CannedServer()
        .on(LIST, new Page<>(List.of(new Jobs.Output(path, bytes, Instant.EPOCH)), null))
        .on(LIST + "/" + path, CannedServer.bytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> filesBeside() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).map(p -> folder.relativize(p).toString()).toList();
    }
  }

  @Test
  void outputsAreDownloadedIntoTheirFolders() throws IOException {
    try (var server = serving("模型/weights 1.bin", "abc", 3)) {
      var result = new ClientRun(folder).at(server).run("outputs", "7", "--to", "out");
      assertThat(result.code()).isZero();
      assertThat(folder.resolve("out/模型/weights 1.bin")).hasContent("abc");
      assertThat(filesBeside()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "a/../../evil",
        "/etc/evil",
        "a//b",
        "./a",
        "a/.",
        "..",
        "a\\..\\evil",
        "C:/evil",
        "",
        "a\nb"
      })
  void aPathThatCouldLeadOutIsRefusedBeforeAnythingIsFetched(String path) throws IOException {
    try (var server = serving(path, "evil", 4)) {
      var result = new ClientRun(folder).at(server).run("outputs", "7", "--to", "out");
      assertThat(result.code()).isEqualTo(1);
      assertThat(server.asked()).hasSize(1);
      assertThat(filesBeside()).isEmpty();
    }
  }

  @Test
  void aSymbolicLinkInTheFolderIsNotFollowed(@TempDir Path outside) throws IOException {
    Files.createDirectories(folder.resolve("out"));
    Files.createSymbolicLink(folder.resolve("out/link"), outside);
    try (var server = serving("link/evil", "evil", 4)) {
      var result = new ClientRun(folder).at(server).run("outputs", "7", "--to", "out");
      assertThat(result.code()).isEqualTo(1);
      assertThat(outside).isEmptyDirectory();
    }
  }

  @Test
  void aFileThatIsCutShortLeavesNothingBehind() throws IOException {
    try (var server = serving("notes.txt", "abc", 12)) {
      var result = new ClientRun(folder).at(server).run("outputs", "7", "--to", "out");
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("must have 12 bytes, and 3 came");
      assertThat(filesBeside()).isEmpty();
    }
  }

  @Test
  void onlyTheOutputsThatAreNamedAreFetched() {
    try (var server = serving("notes.txt", "abc", 3)) {
      var run = new ClientRun(folder).at(server);
      assertThat(run.run("outputs", "7", "other.txt", "--to", "out").code()).isEqualTo(4);
      assertThat(run.run("outputs", "7", "notes.txt", "--to", "out").code()).isZero();
    }
  }
}
