package org.suanli.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.JobFixture.aJob;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.suanli.core.spec.JobFile;
import org.suanli.executor.CommandLine;
import org.suanli.executor.Program;
import org.suanli.server.jobfile.JobFileText;

@Timeout(30)
class LaunchesTest {
  private static final String FILE = "command: [train]\naccelerators: 8\nsecrets: [A, B]\n";

  /// What is launched of a job that names two secrets.
  private static Program program(Map<String, String> known) {
    var centre = aCentre().open();
    var job = centre.job(centre.submit(aJob().accelerators(8))).orElseThrow();
    var file = ((JobFile.Parsed.Ok) JobFileText.parse(FILE, List.of())).file();
    var launches = new Launches(_ -> file, (_, _) -> new TreeMap<>(known), Path.of("nowhere"));
    return launches.order(Launches.Placed.of(job, job.attempt().orElseThrow()), 7).program();
  }

  @Test
  void secretsBecomeVariables() {
    var program = program(Map.of("A", "1", "B", "2"));
    assertThat(program.command()).isEqualTo(new CommandLine.Arguments(List.of("train")));
    assertThat(program.environment()).isEqualTo(Map.of("A", "1", "B", "2"));
  }

  @Test
  void aSecretThatWasRemovedFailsTheTaskWhichSaysSo() throws Exception {
    var command = program(Map.of("A", "1")).command();
    assertThat(command).isInstanceOf(CommandLine.Shell.class);
    var process =
        new ProcessBuilder("sh", "-c", ((CommandLine.Shell) command).text())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(78);
    assertThat(said)
        .startsWith("suanli: the secret (B) of the project ")
        .contains("must be there")
        .contains("\nMaybe 'suanli secrets set' it again")
        .doesNotContain("(A)");
  }
}
