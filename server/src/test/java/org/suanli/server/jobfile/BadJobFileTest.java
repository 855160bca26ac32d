package org.suanli.server.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class BadJobFileTest {
  private static final String MAYBE_COUNT = "\nMaybe '8', '0.5' or '910B2:8'.";
  private static final String MAYBE_TIME = "\nMaybe '90s', '2h30m', '02:30:00' or '1-12:00:00'.";
  private static final String MAYBE_PATH = "\nMaybe 'results/model'.";
  private static final String MAYBE_COMMAND = "\nMaybe 'command: python train.py'.";
  private static final String COUNT =
      " must be a number of devices, 0 to 64, to three places after the point." + MAYBE_COUNT;

  private record Row(String name, String text, List<String> want) {}

  @TestFactory
  Stream<DynamicTest> aFieldOfNoKind() {
    return tests(
        row(
            "misspelled and unknown",
            "command: x\nnode: 3\nenvv: {}\nmemroy: 1\nzzzz: 1\n<<: {a: b}",
            "line 2: The field (node) must be one that job files have.\nMaybe you meant 'nodes'.",
            "line 3: The field (envv) must be one that job files have.\nMaybe you meant 'env'.",
            "line 4: The field (memroy) must be one that job files have.\n"
                + "Maybe you meant 'memory'.",
            "line 5: The field (zzzz) must be one that job files have.",
            "line 6: The field (<<) must be one that job files have."),
        row(
            "not supported yet",
            "command: x\nvolumes: [a]\nregion: x\nshm_size: 1",
            "line 2: The field (volumes) must be left out: it is not supported yet.\n"
                + "Maybe fetch the data in 'setup' until data sets can be mounted.",
            "line 3: The field (region) must be left out: it is not supported yet.\n"
                + "Maybe name the 'cluster'.",
            "line 4: The field (shm_size) must be left out: it is not supported yet.\n"
                + "Maybe leave it out: tasks share the memory of their node."),
        row(
            "two names of one field, and one twice",
            "command: x\ngpu: 8\naccelerators: 8\ngpu: 9",
            "line 3: The accelerators must not stand beside 'gpu' (line 2): both set"
                + " 'accelerators'.",
            "line 4: The gpu must be given once; it stands on line 2 already."),
        row(
            "beside resources",
            "command: x\nresources:\n  cpus: 8\n  labels: {}\ncpu: 4",
            "line 4: The field (resources.labels) must not stand here.\n"
                + "Maybe move it to the top of the job file.",
            "line 5: The cpu must not stand beside 'resources.cpus' (line 3): both set 'cpus'."),
        row(
            "without a value",
            "command:\nsetup: ''\nname: {}",
            "line 1: The command must have a value.",
            "line 2: The setup () must be 1 to 65,536 characters of text.",
            "line 3: The name (a mapping) must be a single value."),
        row(
            "no command",
            "name: x",
            "line 1: The command of role (worker) must be given." + MAYBE_COMMAND),
        row(
            "no fields",
            "- x",
            "line 1: The job file must be fields with values." + MAYBE_COMMAND));
  }

  @TestFactory
  Stream<DynamicTest> quantities() {
    return tests(
        row(
            "several at once",
            "cpus: 0\nmemory: lots\ntime: 2:30\nretries: 101\npriority: 1001\nnodes: 0\nrun: x",
            "line 1: The cpus (0) must be a number of cores, more than 0 to 4,096, to three places"
                + " after the point.",
            "line 2: The memory (lots) must be an amount of memory, more than 0 to 64 TiB.\n"
                + "Maybe '64GiB', '512MiB' or '64'.",
            "line 3: The time (2:30) must be a time with its unit, more than 0s to 366d."
                + MAYBE_TIME,
            "line 4: The retries (101) must be a whole number, 0 to 100.",
            "line 5: The priority (1001) must be a whole number, -1,000 to 1,000.",
            "line 6: The nodes (0) must be a whole number, 1 to 10,000."),
        row("more than a node", "run: x\ngpu: 65", "line 2: The gpu (65)" + COUNT),
        row("negative", "run: x\ngpu: -1", "line 2: The gpu (-1)" + COUNT),
        row("no number", "run: x\ngpu: {910C: all}", "line 2: The gpu.910C (all)" + COUNT),
        row("an exponent", "run: x\ngpu: 1e1000000000", unknown("gpu", "1e1000000000")),
        row(
            "one and a half",
            "run: x\ngpu: 910C:1.5",
            "line 2: The gpu (910C:1.5) must be whole devices, or less than one."),
        row(
            "different numbers",
            "run: x\ngpu: 910B2:8|910C:4",
            "line 2: The gpu (910B2:8|910C:4) must be the same number for every model."),
        row(
            "any or one",
            "run: x\ngpu: 8|910C:8",
            "line 2: The gpu (8|910C:8) must name a model in each of its choices."),
        row(
            "no model",
            "run: x\ngpu: {}",
            "line 2: The gpu (a mapping) must name a model and its number.\nMaybe {910B2: 8}."),
        row(
            "a near model",
            "run: x\ngpu: 910D:8",
            unknown("gpu", "910D") + "\nMaybe you meant '910C'."),
        row(
            "models that differ",
            "run: x\nmodels: [910C]\ngpu: H100:8",
            "line 3: The models (NVIDIA H100 SXM) of gpu must be those of 'models' (Ascend 910C):"
                + " all tasks of a job accept the same."));
  }

  @TestFactory
  Stream<DynamicTest> whatRuns() {
    return tests(
        row(
            "variables",
            "run: x\nenv:\n  RANK: 0\n  1A: x\n  A: [1]\n  B:\n  A: 2\nsecrets: {A: b}",
            "line 3: The variable (RANK) must be left out: the platform sets it for every task.",
            "line 4: The name (1A) of a variable must be letters, digits and '_', not starting with"
                + " a digit.",
            "line 5: The value of env.A must be a single value.",
            "line 6: The env.B must have a value.\nMaybe \"\".",
            "line 7: The env.A must be given once; it stands on line 5 already.",
            "line 8: The secrets must be a list of names: their values do not belong into a job"
                + " file.\nMaybe store them in the project first."),
        row(
            "a long value is not shown",
            "run: x\nenv: {A: " + "y".repeat(32_769) + "}",
            "line 2: The value (32,769 characters) of env.A must be up to 32,768 characters of"
                + " text."),
        row(
            "secret and variable",
            "run: x\nenv: {A: b}\nsecrets: A",
            "line 3: The secret (A) must not be set in 'env' as well."),
        row(
            "a command in one word",
            "command: [python train.py]",
            "line 1: The command[0] (python train.py) must be the name of a program.\n"
                + "Maybe write the command as text, or its lines under 'commands'."),
        row(
            "paths",
            "run: x\ncheckpoint: ../x\noutputs:\n- /\n- /etc/\n- a//b\n- ''\ncode: sha256:12",
            "line 2: The checkpoint (../x) must be a path below the job's own folder, without '..'."
                + MAYBE_PATH,
            "line 4: The outputs[0] (/) must be a path below the job's own folder, without '..'."
                + MAYBE_PATH,
            "line 5: The outputs[1] (/etc/) must be a path below the job's own folder, without"
                + " '..'."
                + MAYBE_PATH,
            "line 6: The outputs[2] (a//b) must be a path below the job's own folder, without '..'."
                + MAYBE_PATH,
            "line 7: The outputs[3] () must be 1 to 1,024 printable characters on one line.",
            "line 8: The code (sha256:12) must be a folder, or 'sha256:' and 64 hexadecimal"
                + " digits."),
        row(
            "checkpoint",
            "run: x\ncheckpoint:\n  interval: 0s\n  grace: 2h\n  intervall: 1m",
            "line 3: The checkpoint.interval (0s) must be a time with its unit, more than 0s to"
                + " 30d."
                + MAYBE_TIME,
            "line 4: The checkpoint.grace (2h) must be a time with its unit, 0s to 1h."
                + MAYBE_TIME,
            "line 5: The field (checkpoint.intervall) must be one that job files have.\n"
                + "Maybe you meant 'interval'."),
        row(
            "labels",
            "run: x\nlabels:\n  a b: c\n  d: \"e\\nf\"",
            "line 3: The key (a b) of a label must be 1 to 63 printable characters without blanks"
                + " and '='.",
            "line 4: The value (e f) of label (d) must be up to 255 printable characters on one"
                + " line."));
  }

  @TestFactory
  Stream<DynamicTest> whereAndWhen() {
    return tests(
        row(
            "names",
            "run: x\n"
                + "project: nlp\n"
                + "queue: East\n"
                + "depends_on: [job-0, x]\n"
                + "name: ''\n"
                + "image: 'a b'\n"
                + "version: 2",
            "line 2: The project (nlp) must be organization/project, each of a-z, 0-9 and '-'.",
            "line 3: The queue (East) must be a cluster's name: 1 to 63 characters of a-z, 0-9 and"
                + " '-'.",
            "line 4: The depends_on[0] (job-0) must be a job, such as job-12.",
            "line 4: The depends_on[1] (x) must be a job, such as job-12.",
            "line 5: The name () must be 1 to 100 printable characters on one line.",
            "line 6: The image (a b) must be the name of a container image.\n"
                + "Maybe 'registry.example/team/image:tag'.",
            "line 7: The version (2) must be 1."),
        row(
            "classes that differ",
            "run: x\npreemptible: true\npriority_class: guaranteed\npriority: spot",
            "line 2: The preemptible (true) must agree with the priority class guaranteed.",
            "line 4: The priority (spot) must be the class of 'priority_class', or a number."),
        row(
            "no class",
            "run: x\npreemptible: maybe\npriority_class: 5\npriority: urgent",
            "line 2: The preemptible (maybe) must be true or false.",
            "line 3: The priority_class (5) must be guaranteed, standard or spot.",
            "line 4: The priority (urgent) must be a whole number, -1,000 to 1,000, or guaranteed,"
                + " standard or spot."));
  }

  @TestFactory
  Stream<DynamicTest> roles() {
    return tests(
        row("none", "run: x\nroles: []", "line 2: The roles (0) must be 1 to 16, or be left out."),
        row("a word", "run: x\nroles: y", "line 2: The roles (y) must be a mapping of fields."),
        row(
            "each with its own fault",
            "nodes: 2\nroles:\n- name: A\n  run: x\n- name: w\n  env: {}\n- name: w\n  run: y\n- 3",
            "line 1: The nodes must not stand beside 'roles' (line 2).\n"
                + "Maybe move it into each role.",
            "line 3: The name (A) of a role must be 1 to 63 characters of a-z, 0-9 and '-',"
                + " starting with a letter or digit.",
            "line 5: The command of role (w) must be given." + MAYBE_COMMAND,
            "line 6: The field (roles[1].env) must not stand here.\n"
                + "Maybe move it to the top of the job file.",
            "line 7: The name (w) of a role must be given once.",
            "line 9: The roles[3] (3) must be a mapping of fields."));
  }

  @Test
  void aHundredViolationsAreShownAndTheOthersCounted() {
    var violations = Centre.refuse("run: x\n" + "zzzz: 1\n".repeat(500));
    assertThat(violations).hasSize(101);
    assertThat(violations.getLast())
        .isEqualTo(
            "line 101: The violations of a job file must be shown up to 100; 400 more are left"
                + " out.");
  }

  private static String unknown(String field, String model) {
    return "line 2: The model (%s) of %s must be one that the centre knows."
        .formatted(model, field);
  }

  private static Row row(String name, String text, String... want) {
    return new Row(name, text, List.of(want));
  }

  private static Stream<DynamicTest> tests(Row... rows) {
    return Stream.of(rows)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.name,
                    () -> assertThat(Centre.refuse(row.text)).containsExactlyElementsOf(row.want)));
  }
}
