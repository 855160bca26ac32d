package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Page;
import org.suanli.api.Tenants;

class SecretsTest {
  private static final String PATH = "/api/v1/organizations/ocean/projects/main/secrets";

  @TempDir private Path folder = Path.of("");

  @Test
  void aValueComesFromTheStandardInputWithoutItsLastLineBreak() {
    try (var server = new CannedServer()) {
      server.on("PUT " + PATH + "/HF_TOKEN", CannedServer.noContent());
      var result =
          new ClientRun(folder)
              .at(server)
              .input("hf_one\nhf_two\n")
              .run("secrets", "set", "ocean/main", "HF_TOKEN");
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.out() + result.err()).contains("HF_TOKEN").doesNotContain("hf_");
      assertThat(server.asked().getLast().body()).isEqualTo("{\"value\":\"hf_one\\nhf_two\"}");
      var nothing = new ClientRun(folder).at(server).run("secrets", "set", "ocean/main", "A");
      assertThat(nothing.code()).isEqualTo(2);
    }
  }

  @Test
  void namesAreListedAndRemoved() {
    var secret = new Tenants.Secret("HF_TOKEN", "member-4", ClientRun.NOW);
    try (var server = new CannedServer()) {
      server.on("GET " + PATH, new Page<>(List.of(secret), null));
      server.on("DELETE " + PATH + "/HF_TOKEN", CannedServer.noContent());
      var run = new ClientRun(folder).at(server);
      assertThat(run.run("secrets", "list", "ocean/main").out()).contains("HF_TOKEN", "member-4");
      var removed = run.run("secrets", "remove", "ocean/main", "HF_TOKEN");
      assertThat(removed.code()).as(removed.err()).isZero();
      assertThat(server.asked().getLast().toString()).startsWith("DELETE " + PATH + "/HF_TOKEN");
    }
  }
}
