package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Jobs;
import org.suanli.cli.code.CodeArchive;
import org.suanli.cli.code.CodeField;
import org.suanli.cli.terminal.Failure;

@Timeout(60)
class CodeTest {
  @TempDir private Path folder;

  private static void write(Path root, String path, String text) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /// Names in the archive, by the system's own tar.
  private static List<String> names(CodeArchive archive) throws Exception {
    var tar =
        new ProcessBuilder("tar", "-tzf", archive.file().toString()).redirectErrorStream(true);
    tar.environment().put("LC_ALL", "C.UTF-8");
    var process = tar.start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    return text.lines().toList();
  }

  @Test
  void theSameFilesGiveTheSameBytesWhateverTheirTimesAndPlaces(@TempDir Path other)
      throws IOException {
    for (var root : List.of(folder, other)) {
      write(root, "b/train.py", "print(1)");
      write(root, "a.txt", "x".repeat(1_000));
    }
    Files.setLastModifiedTime(other.resolve("a.txt"), FileTime.from(Instant.EPOCH));
    try (var one = CodeArchive.of(folder);
        var two = CodeArchive.of(other)) {
      assertThat(one.sha256()).isEqualTo(two.sha256());
      assertThat(one.file()).hasSameBinaryContentAs(two.file());
      assertThat(one.files()).isEqualTo(2);
    }
  }

  @Test
  void anotherByteOrAnotherRightGivesAnotherDigest() throws IOException {
    write(folder, "run.sh", "a");
    String plain;
    try (var archive = CodeArchive.of(folder)) {
      plain = archive.sha256();
    }
    assertThat(folder.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    try (var archive = CodeArchive.of(folder)) {
      assertThat(archive.sha256()).isNotEqualTo(plain);
    }
  }

  @Test
  void tarReadsNamesThatAreLongOrChinese() throws Exception {
    var longName = "d/" + "n".repeat(150) + ".py";
    write(folder, longName, "1");
    write(folder, "训练.py", "2");
    write(folder, "s.py", "3");
    try (var archive = CodeArchive.of(folder)) {
      assertThat(names(archive)).containsExactly(longName, "s.py", "训练.py");
    }
  }

  @Test
  void ignoredFilesAreLeftOut() throws Exception {
    write(folder, ".git/config", "");
    write(folder, ".gitignore", "unread\n");
    write(
        folder,
        ".suanliignore",
        "# data\n*.bin\n!keep.bin\n/data/\ncache/\nlogs/**/x.txt\nnotes-?.md\n");
    for (var path :
        List.of(
            "a.bin",
            "keep.bin",
            "data/a.py",
            "src/data/b.py",
            "src/cache/c.py",
            "logs/1/2/x.txt",
            "logs/y.txt",
            "notes-1.md",
            "notes-12.md",
            "unread")) {
      write(folder, path, "");
    }
    try (var archive = CodeArchive.of(folder)) {
      assertThat(names(archive))
          .containsExactly(
              ".gitignore", "keep.bin", "logs/y.txt", "notes-12.md", "src/data/b.py", "unread");
    }
  }

  @Test
  void aLinkIsCopiedFromWithinAndRefusedFromOutside(@TempDir Path outside) throws Exception {
    write(folder, "a.py", "1");
    Files.createSymbolicLink(folder.resolve("b.py"), Path.of("a.py"));
    try (var archive = CodeArchive.of(folder)) {
      assertThat(names(archive)).containsExactly("a.py", "b.py");
    }
    write(outside, "secret", "s");
    Files.createSymbolicLink(folder.resolve("c.py"), outside.resolve("secret"));
    assertThatThrownBy(() -> CodeArchive.of(folder))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("The symbolic link (c.py)");
  }

  @Test
  void theFolderInAJobFileIsReplacedAndNothingElse() {
    var yaml = "# 训练\nname: \"a\"\nworkdir: ./src # mine\ncommand: |\n  code: x\n";
    var field = CodeField.find(yaml).orElseThrow();
    assertThat(field.folder()).isEqualTo("./src");
    assertThat(field.withUpload("00"))
        .isEqualTo("# 训练\nname: \"a\"\nworkdir: \"sha256:00\" # mine\ncommand: |\n  code: x\n");
    assertThat(CodeField.find("{\"code\": \"/a\", \"x\": 1}").orElseThrow().withUpload("00"))
        .isEqualTo("{\"code\": \"sha256:00\", \"x\": 1}");
  }

  @Test
  void aJobFileWithoutAFolderOfCodeStaysAsItIs() {
    assertThat(CodeField.find("command: code\n")).isEmpty();
    assertThat(CodeField.find("code: sha256:" + "0".repeat(64))).isEmpty();
    assertThat(CodeField.find("code: [a\n")).isEmpty();
    assertThat(CodeField.find("env:\n  code: x\n")).isEmpty();
  }

  @Test
  void codeIsUploadedOnlyIfItIsUnknown() throws IOException {
    write(folder, "src/train.py", "print(1)");
    write(folder, "job.yaml", "command: python train.py\ncode: src\n");
    String digest;
    try (var archive = CodeArchive.of(folder.resolve("src"))) {
      digest = archive.sha256();
    }
    try (var server = SampleCentre.start()) {
      var path = "/api/v1/code/" + digest;
      server.on("PUT " + path, new Jobs.Code(digest, 1));
      var run = new ClientRun(folder).at(server);
      assertThat(run.run("submit", "job.yaml").code()).isZero();
      server.on("HEAD " + path, exchange -> exchange.sendResponseHeaders(200, -1));
      assertThat(run.run("submit", "job.yaml").code()).isZero();
      assertThat(server.asked().stream().map(asked -> asked.method() + " " + asked.target()))
          .containsExactly(
              "HEAD " + path,
              "PUT " + path,
              "POST /api/v1/jobs",
              "HEAD " + path,
              "POST /api/v1/jobs");
      assertThat(server.asked().getLast().body()).contains("code: \\\"sha256:" + digest);
    }
  }

  @Test
  void codeOfAnOptionTakesThePlaceOfTheFiles() throws IOException {
    write(folder, "mine/train.py", "print(2)");
    write(folder, "jobs/job.yaml", "command: python train.py\ncode: nowhere\n");
    String digest;
    try (var archive = CodeArchive.of(folder.resolve("mine"))) {
      digest = archive.sha256();
    }
    try (var server = SampleCentre.start()) {
      server.on("PUT /api/v1/code/" + digest, new Jobs.Code(digest, 1));
      var run = new ClientRun(folder).at(server);
      assertThat(run.run("submit", "jobs/job.yaml", "--code", "mine").code()).isZero();
      assertThat(server.asked()).hasSize(3);
      assertThat(server.asked().getLast().body())
          .contains("code: nowhere", "\\\"code\\\" : \\\"sha256:" + digest);
    }
  }

  @Test
  void codeThatIsMissingIsAUsageError() throws IOException {
    write(folder, "job.yaml", "command: x\ncode: nowhere\n");
    try (var server = SampleCentre.start()) {
      var result = new ClientRun(folder).at(server).run("submit", "job.yaml");
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("must be a folder");
    }
  }
}
