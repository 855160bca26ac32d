package org.suanli.server.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.suanli.core.spec.CheckpointPolicy;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.JobFile;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.spec.RoleDemand;
import org.suanli.core.spec.Run;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

final class GoodJobFileTest {
  private static final long GIB = 1L << 30;

  /// @param wantParts what the canonical form must hold
  private record Row(String name, String text, String... wantParts) {}

  @Test
  void everyFieldReachesItsPlace() {
    var file =
        Centre.accept(
            """
            name: 预训练 7B
            project: ocean/nlp
            image: registry.example/torch:2.9
            setup: pip install -r requirements.txt
            command: [python, train.py]
            nodes: 2
            accelerators: "910B2|910C:8"
            cpus: 64
            memory: 512GiB
            env: {LR: 1.10, SEED: 010, EMPTY: ""}
            secrets: [HF_TOKEN]
            priority_class: guaranteed
            priority: -5
            time_limit: 2-12:00:00
            retries: 3
            checkpoint: {path: ckpt, interval: 30m, grace: 2m}
            code: ./src
            outputs: [model, logs/train.log]
            labels: {team: 语言}
            depends_on: [job-12, 7]
            cluster: east
            """);
    var shape =
        new Demand.Shape(
            List.of(
                new RoleDemand(
                    "worker",
                    2,
                    new MilliAccelerators(8_000),
                    new MilliCpus(64_000),
                    new Bytes(512 * GIB))),
            List.of(new ModelName("Ascend 910B2"), new ModelName("Ascend 910C")),
            Optional.of(new ClusterId("east")),
            Limit.atMost(Duration.ofHours(60)));
    var demand =
        new Demand(
            shape,
            PriorityClass.GUARANTEED,
            -5,
            3,
            new CheckpointPolicy(Optional.of(Duration.ofMinutes(30)), Duration.ofMinutes(2)),
            List.of(new JobId(7), new JobId(12)),
            true);
    var run =
        new Run(
            List.of(
                new Run.Program("worker", new Run.Executable.Words(List.of("python", "train.py")))),
            new Run.Environment(
                Optional.of("registry.example/torch:2.9"),
                Optional.of(new Run.Executable.Script("pip install -r requirements.txt")),
                Map.of("LR", "1.10", "SEED", "010", "EMPTY", ""),
                List.of("HF_TOKEN")),
            new Run.Files(
                Optional.of(new Run.Code.Folder("./src")),
                List.of("logs/train.log", "model"),
                Optional.of("ckpt")),
            Map.of("team", "语言"));
    var project = new ProjectId(new OrganizationId("ocean"), "nlp");
    assertThat(file).isEqualTo(new JobFile("预训练 7B", Optional.of(project), demand, run));
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    assertThat(Centre.accept("command: date").toCanonicalJson())
        .isEqualTo(
            "{\"version\":1,\"name\":\"job\",\"roles\":[{\"name\":\"worker\",\"nodes\":1,"
                + "\"accelerators\":0,\"cpus\":1,\"memory\":\"4294967296B\",\"command\":\"date\"}],"
                + "\"time_limit\":\"unlimited\",\"priority_class\":\"standard\",\"priority\":0,"
                + "\"retries\":0,\"checkpoint\":{\"grace\":\"PT30S\"}}");
  }

  @TestFactory
  Stream<DynamicTest> theWaysToWriteAccelerators() {
    return Stream.of(
            row("count alone", "gpu: 8", "\"accelerators\":8,", "\"cpus\":8,", "\"34359738368B\""),
            row("part of a device", "gpu: 0.5", "\"accelerators\":0.5,", "\"cpus\":1,"),
            row("model alone is one", "npu: 910b2", "\"accelerators\":1,", "[\"Ascend 910B2\"]"),
            row("model and count", "gpus: H100:4", "\"accelerators\":4,", "[\"NVIDIA H100 SXM\"]"),
            row("Slurm's gres", "gres: gpu:H100:8", "\"accelerators\":8,", "[\"NVIDIA H100 SXM\"]"),
            row("gres without model", "gres: gpu:2", "\"accelerators\":2,"),
            row("mapping", "accelerators: {910B2: 8}", "\"accelerators\":8,", "Ascend 910B2"),
            row(
                "either of two",
                "accelerators: [910B2:8, 910C:8]",
                "[\"Ascend 910B2\",\"Ascend 910C\"]"),
            row(
                "one name for two makes",
                "gpu: C500:1",
                "[\"MetaX C500 OAM\",\"MetaX C500 PCIe\"]"),
            row("several words", "gpu: mtt-s4000:1", "[\"Moore Threads MTT S4000\"]"),
            row(
                "models apart",
                "gpu: 8\nany_of: [910C, ascend 910b2]",
                "[\"Ascend 910B2\",\"Ascend 910C\"]"),
            row("models twice alike", "gpu: 910C:8\nmodels: 910c", "[\"Ascend 910C\"]"))
        .map(GoodJobFileTest::besideACommand);
  }

  @TestFactory
  Stream<DynamicTest> theWaysToWriteOtherFields() {
    return Stream.of(
            row(
                "SkyPilot's resources",
                "resources: {accelerators: H100:8, cpus: 32, use_spot: true}\nnum_nodes: 3",
                "\"nodes\":3,\"accelerators\":8,\"cpus\":32",
                "\"priority_class\":\"spot\""),
            row("dashes and capitals", "Num-Nodes: 3", "\"nodes\":3"),
            row("parts of a core", "cpus: 2.5", "\"cpus\":2.5,"),
            row("memory in GiB", "memory: 64", "\"68719476736B\""),
            row("memory as Slurm has it", "mem: 64G", "\"68719476736B\""),
            row("memory in MiB", "memory: 1.5 mib", "\"1572864B\""),
            row("time as Slurm has it", "time: 1-02:00:00", "\"time_limit\":\"PT26H\""),
            row("time in words", "max_duration: 1.5 hours", "\"time_limit\":\"PT1H30M\""),
            row("time in ISO 8601", "time_limit: PT90M", "\"time_limit\":\"PT1H30M\""),
            row("no limit", "time_limit: Unlimited", "\"time_limit\":\"unlimited\""),
            row("spot", "preemptible: yes", "\"priority_class\":\"spot\""),
            row("spot twice", "use_spot: true\npriority: spot", "\"priority_class\":\"spot\""),
            row("class as priority", "priority: guaranteed", "\"priority_class\":\"guaranteed\""),
            row(
                "checkpoint as path",
                "checkpoint: ckpt",
                "{\"path\":\"ckpt\",\"grace\":\"PT30S\"}"),
            row(
                "environment as list",
                "env: [A=1, B=x=y, C=]",
                "{\"A\":\"1\",\"B\":\"x=y\",\"C\":\"\"}"),
            row("environment by name", "env: {B: true, A: 1e3}", "{\"A\":\"1e3\",\"B\":\"true\"}"),
            row("tags", "tags: [llm, team=x]", "\"labels\":{\"llm\":\"\",\"team\":\"x\"}"),
            row("one dependency", "depends_on: 12", "\"depends_on\":[\"job-12\"]"),
            row("queue", "partition: east", "\"cluster\":\"east\""),
            row("image of SkyPilot", "image_id: docker:a/b:1", "\"image\":\"a/b:1\""),
            row("uploaded code", "code: sha256:" + "0f".repeat(32), "\"code\":\"sha256:0f0f"),
            row("null is left out", "image: null\ngpu: ~", "\"accelerators\":0,"),
            row("tagged text", "name: !!str 12", "\"name\":\"12\""),
            row("setup in lines", "setup: [a, b]", "\"setup\":\"set -e\\na\\nb\""))
        .map(GoodJobFileTest::besideACommand);
  }

  @TestFactory
  Stream<DynamicTest> theWaysToWriteACommand() {
    return Stream.of(
            row("text", "run: python a.py && b", "\"command\":\"python a.py && b\""),
            row("several lines", "command: |\n  a\n  b\n", "\"command\":\"a\\nb\\n\""),
            row("lines", "commands:\n  - a\n  - b", "\"command\":\"set -e\\na\\nb\""),
            row("words", "entrypoint: [a, --n, 3, '']", "\"command\":[\"a\",\"--n\",\"3\",\"\"]"),
            row(
                "each role its own",
                "command: x\nroles: [{name: ps}, {name: w, replicas: 2, run: y}]",
                "{\"name\":\"ps\",\"nodes\":1,\"accelerators\":0,\"cpus\":1,"
                    + "\"memory\":\"4294967296B\",\"command\":\"x\"}",
                "\"command\":\"y\""),
            row(
                "roles by name",
                "roles: {head: {run: a}, worker: {run: b, gpu: 910C:8}}",
                "{\"name\":\"head\",\"nodes\":1,\"accelerators\":0",
                "{\"name\":\"worker\",\"nodes\":1,\"accelerators\":8",
                "\"models\":[\"Ascend 910C\"]"))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.name,
                    () ->
                        assertThat(Centre.accept(row.text).toCanonicalJson())
                            .contains(row.wantParts)));
  }

  @Test
  void theOrderOfFieldsAndTheNamesOfFieldsDoNotChangeTheDigest() {
    var one = Centre.accept("command: date\ngpu: 8\nenv: {A: 1, B: 2}\ntags: [x, y]");
    var other = Centre.accept("tags: [y, x]\nenvs: [B=2, A=1]\naccelerators: '8'\nrun: date");
    assertThat(one).isEqualTo(other);
    assertThat(one.digest()).isEqualTo(other.digest()).matches("[0-9a-f]{64}");
    assertThat(one.digest()).isNotEqualTo(Centre.accept("command: date\ngpu: 7").digest());
  }

  @Test
  void jsonWithTabsAndEscapesIsRead() {
    var file = Centre.accept("{\n\t\"command\": \"echo \\ud83d\\ude00 \\/\",\n\t\"gpu\": 8\n}\n");
    assertThat(file.run().programs().getFirst().command())
        .isEqualTo(new Run.Executable.Script("echo 😀 /"));
  }

  private static DynamicTest besideACommand(Row row) {
    return DynamicTest.dynamicTest(
        row.name,
        () ->
            assertThat(Centre.accept("command: date\n" + row.text).toCanonicalJson())
                .contains(row.wantParts));
  }

  private static Row row(String name, String text, String... wantParts) {
    return new Row(name, text, wantParts);
  }
}
