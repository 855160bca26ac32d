package org.suanli.server.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.suanli.core.spec.JobFile;
import org.suanli.core.spec.Violation;

/// Fields that take the place of a job file's.
final class ChangesTest {
  /// @param want a job file that says the same at once
  private record Row(String name, String file, String changes, String want) {}

  private static JobFile.Parsed parse(String file, String changes) {
    return JobFileText.parse(file, changes, Centre.MODELS);
  }

  @TestFactory
  Stream<DynamicTest> aChangeTakesThePlaceOfWhatTheFileSays() {
    return Stream.of(
            new Row(
                "a field, whatever its name in the file",
                "run: a\ngpus: 8\ntime: 1h\nqueue: east\n",
                "{\"accelerators\": \"910B2:4\", \"time_limit\": \"2h\", \"nodes\": 2}",
                "run: a\ncluster: east\naccelerators: 910B2:4\ntime_limit: 2h\nnodes: 2\n"),
            new Row(
                "a field within the file's resources",
                "run: a\nresources: {gpu: 8, cpus: 16, use_spot: true}\n",
                "{\"accelerators\": 2, \"priority_class\": \"guaranteed\"}",
                "run: a\ncpus: 16\naccelerators: 2\npriority_class: guaranteed\n"),
            new Row("what starts", "run: a\n", "{\"command\": [\"b\"]}", "command: [b]\n"),
            new Row(
                "a field that is left out", "run: a\nimage: x\n", "{\"image\": null}", "run: a\n"),
            new Row(
                "variables by name",
                "run: a\nenv: {A: 1, B: 2}\n",
                "{\"env\": {\"B\": \"3\", \"C\": \"4\"}}",
                "run: a\nenv: {A: 1, B: 3, C: 4}\n"),
            new Row(
                "variables of a list",
                "run: a\nenvs: [A=1, B=2]\n",
                "{\"env\": {\"B\": \"3\", \"C\": \"4=5\"}}",
                "run: a\nenv: {A: 1, B: 3, C: 4=5}\n"),
            new Row(
                "labels of a list",
                "run: a\ntags: llm\n",
                "{\"labels\": {\"team\": \"x\"}}",
                "run: a\nlabels: {llm: '', team: x}\n"),
            new Row(
                "settings of a checkpoint",
                "run: a\ncheckpoint: {path: c, interval: 1h}\n",
                "{\"checkpoint\": {\"interval\": \"30m\"}}",
                "run: a\ncheckpoint: {path: c, interval: 30m}\n"),
            new Row(
                "settings beside a checkpoint's path",
                "run: a\ncheckpoint: c\n",
                "{\"checkpoint\": {\"grace\": \"1m\"}}",
                "run: a\ncheckpoint: {path: c, grace: 1m}\n"),
            new Row(
                "a list as a whole",
                "run: a\nsecrets: [A, B]\n",
                "{\"secrets\": [\"C\"]}",
                "run: a\nsecrets: [C]\n"))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.name(),
                    () ->
                        assertThat(parse(row.file(), row.changes()))
                            .isEqualTo(new JobFile.Parsed.Ok(Centre.accept(row.want())))));
  }

  private static Stream<String> violations(String file, String changes) {
    return parse(file, changes) instanceof JobFile.Parsed.Bad(var violations)
        ? violations.stream().map(Violation::toString)
        : Stream.empty();
  }

  @Test
  void aChangeThatIsWrongIsSaidWithoutALineAndTheFileWithIts() {
    assertThat(violations("run: a\ncpus: none\n", "{\"time_limit\": \"2\", \"sped\": 1}"))
        .satisfiesExactly(
            wrong -> assertThat(wrong).startsWith("The field (sped) must be one"),
            wrong -> assertThat(wrong).startsWith("The time_limit (2) must be a time"),
            wrong -> assertThat(wrong).startsWith("line 2: The cpus (none) must be"));
    assertThat(violations("roles: {a: {run: x}}\n", "{\"nodes\": 2}"))
        .singleElement()
        .asString()
        .startsWith("The nodes must not stand beside 'roles' (line 1).");
    assertThat(violations("run: a\n", "[1]"))
        .containsExactly("The changes must be fields with values.");
    assertThat(violations("run: a\n", "{"))
        .singleElement()
        .asString()
        .startsWith("Of the changes: ");
    assertThat(violations("{", "{}")).singleElement().asString().startsWith("line 1: The job file");
  }
}
