package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.ErrorCode;

@Timeout(60)
class AccountTest {
  @TempDir private Path folder;

  private Path config() {
    return folder.resolve("config").resolve("suanli").resolve("config.json");
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aOneTimeLinkIsExchangedForATokenThatOnlyItsOwnerCanRead() throws IOException {
    try (var server = SampleCentre.start()) {
      var run = new ClientRun(folder).with("HOSTNAME", "desk");
      var result = run.run("login", server.url() + "/sign-in/once-only");
      assertThat(result.code()).isZero();
      assertThat(server.asked().getFirst().body())
          .contains("\"secret\":\"once-only\"")
          .contains("\"tokenName\":\"suanli on desk\"");
      assertThat(rights(config())).isEqualTo("rw-------");
      assertThat(rights(folder.resolve("config").resolve("suanli"))).isEqualTo("rwx------");
      assertThat(Files.readString(config())).contains("slt_fresh");
      assertThat(result.out()).contains("member-4").doesNotContain("slt_fresh");

      assertThat(run.run("whoami").code()).isZero();
      assertThat(server.asked().getLast().token()).isEqualTo("Bearer slt_fresh");
    }
  }

  @Test
  void aTokenIsReadFromTheStandardInputAndTriedBeforeItIsKept() {
    try (var server = SampleCentre.start()) {
      var run = new ClientRun(folder).input("slt_typed\n");
      assertThat(run.run("login", server.url(), "--token", "-").code()).isZero();
      assertThat(server.asked().getFirst().token()).isEqualTo("Bearer slt_typed");
      server.on(
          "GET /api/v1/session", CannedServer.problem(ErrorCode.UNAUTHENTICATED, "", "Not valid."));
      var refused = new ClientRun(folder).input("slt_other\n");
      var result = refused.run("login", server.url(), "--token", "-", "--profile", "second");
      assertThat(result.code()).isEqualTo(3);
      assertThat(config()).content().contains("slt_typed").doesNotContain("slt_other");
    }
  }

  @Test
  void logoutRevokesTheTokenAndForgetsIt() {
    try (var server = SampleCentre.start()) {
      var run = new ClientRun(folder);
      run.run("login", server.url() + "/sign-in/once-only");
      assertThat(run.run("logout").out()).contains("its token is revoked");
      assertThat(server.asked().getLast().toString()).isEqualTo("DELETE /api/v1/tokens/9");
      assertThat(config()).content().doesNotContain("slt_");
      assertThat(run.run("logout").code()).isEqualTo(3);
    }
  }

  @Test
  void theTokenOfAProfileIsNotSentToAnotherServer() {
    try (var home = SampleCentre.start();
        var other = SampleCentre.start()) {
      var run = new ClientRun(folder);
      run.run("login", home.url() + "/sign-in/once-only");
      run.run("nodes", "--server", other.url());
      assertThat(other.asked()).hasSize(1);
      assertThat(other.asked().getFirst().token()).isNull();
    }
  }

  @Test
  void variablesGoBeforeTheProfile() {
    try (var home = SampleCentre.start();
        var other = SampleCentre.start()) {
      var run = new ClientRun(folder);
      run.run("login", home.url() + "/sign-in/once-only");
      run.at(other).run("nodes");
      assertThat(other.asked().getFirst().token()).isEqualTo("Bearer slt_test");
    }
  }

  @Test
  void profilesThatOthersCanReadAreWarnedOf() throws IOException {
    try (var server = SampleCentre.start()) {
      var run = new ClientRun(folder);
      run.run("login", server.url() + "/sign-in/once-only");
      Files.setPosixFilePermissions(config(), PosixFilePermissions.fromString("rw-r--r--"));
      assertThat(run.run("nodes").err()).contains("Maybe chmod 600");
    }
  }

  @Test
  void anAddressIsCheckedBeforeAnythingIsSent() {
    for (var wrong : new String[] {"ftp://x", "127.0.0.1:8464", "http://a b", "http://u:p@host"}) {
      var result = new ClientRun(folder).run("jobs", "--server", wrong);
      assertThat(result.code()).as(wrong).isEqualTo(2);
    }
  }

  @Test
  void aCompletionScriptNamesCommandsVerbsAndOptions() {
    for (var shell : new String[] {"bash", "zsh"}) {
      var result = new ClientRun(folder).run("completion", shell);
      assertThat(result.code()).isZero();
      assertThat(result.out()).contains("allocations", "grant", "--follow", "complete -F");
    }
    assertThat(new ClientRun(folder).run("completion", "fish").code()).isEqualTo(2);
  }
}
