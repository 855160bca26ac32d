package org.suanli.server.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class HostileTextTest {
  private static final String YAML = "The job file must be YAML or JSON; ";

  private record Row(String name, String text, String want) {}

  @TestFactory
  Stream<DynamicTest> isRefusedWithItsLine() {
    return Stream.of(
            new Row(
                "empty",
                " \n# nothing\n",
                "line 1: The job file must not be empty.\nMaybe 'command: python train.py'."),
            new Row(
                "a value too many",
                "a: b: c",
                "line 1: " + YAML + "line 1, column 5: mapping values are not allowed here."),
            new Row(
                "a list that is not closed",
                "run: x\ngpu: [1,2",
                "line 2: "
                    + YAML
                    + "line 2, column 10: expected ',' or ']', but got <stream end>."),
            new Row(
                "two jobs",
                "run: x\n---\nrun: y",
                "line 2: The job file must hold one job.\nMaybe submit each in a file of its own."),
            new Row("a tag", "run: x\nname: !!java.net.URL x", tag("!!java.net.URL")),
            new Row("a tag of one's own", "run: x\nname: !foo [x]", tag("!foo")),
            new Row(
                "an alias of nothing",
                "run: x\nname: *a",
                "line 2: The alias (*a) must name an anchor before it."),
            new Row(
                "an alias of itself",
                "run: x\nenv: &a {A: *a}",
                "line 2: The alias (*a) must name an anchor before it."),
            new Row(
                "a list as a name",
                "? [a]\n: b",
                "line 1: The name of a field must be a single word."),
            new Row(
                "too long",
                "# " + "x".repeat(262_143),
                "line 1: The job file (262,145 characters) must be at most 262,144.\n"
                    + "Maybe put large parts into the code."),
            new Row(
                "deep lists",
                "run: x\nname: " + "[".repeat(100_000),
                "line 2: The nesting of the job file must be at most 32."),
            new Row(
                "deep mappings",
                "{a: ".repeat(50_000),
                "line 1: The nesting of the job file must be at most 32."),
            new Row(
                "a character that does not print",
                "run: x\nname: \u0007",
                "line 2: The character (U+0007) of the job file must be printable."),
            new Row(
                "half a character",
                "run: x\nname: \"\\ud800\"",
                "line 2: The name (?) must be 1 to 100 printable characters on one line."),
            new Row(
                "a zero",
                "run: \"a\\0b\"",
                "line 1: The run (a b) must be 1 to 65,536 characters of text."))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.name, () -> assertThat(Centre.refuse(row.text)).containsExactly(row.want)));
  }

  @Test
  void aTabIsNamed() {
    assertThat(Centre.refuse("run: x\n\tname: y"))
        .singleElement()
        .asString()
        .startsWith("line 2: The job file must be YAML or JSON; line 2, column 1: found character")
        .endsWith("Maybe put spaces for the tab.");
  }

  @Test
  void aBillionLaughsAreCountedNotLaughed() {
    var laughs =
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + IntStream.range(1, 10)
                .mapToObj(i -> laugh(i, "*a" + (i - 1)))
                .collect(Collectors.joining());
    assertThat(Centre.refuse(laughs))
        .containsExactly("line 5: The values of the job file must be at most 50,000.");
  }

  private static String laugh(int level, String before) {
    return "a%d: &a%d [%s]\n"
        .formatted(level, level, String.join(", ", java.util.Collections.nCopies(10, before)));
  }

  @Test
  void whatAliasesRepeatCountsTowardsTheLength() {
    var env =
        IntStream.range(0, 100).mapToObj(i -> "  A" + i + ": *v\n").collect(Collectors.joining());
    var text = "run: x\nlabels: {}\nenv:\n  A: &v " + "y".repeat(30_000) + "\n" + env;
    assertThat(Centre.refuse(text))
        .singleElement()
        .asString()
        .matches(
            "line 1: The job file \\(3,03[0-9],[0-9]{3} characters when written out\\) must be at"
                + " most 262,144\\.");
  }

  @Test
  void anAliasWithinTheBoundsIsRead() {
    var file =
        Centre.accept(
            "roles:\n  a: &r {gpu: 910C:8, run: x}\n  b: *r\nenv: &e {A: 1}\nlabels: *e\n");
    assertThat(file.demand().shape().tasks()).isEqualTo(2);
    assertThat(file.run().labels()).isEqualTo(file.run().environment().variables());
  }

  @Test
  void aStoredTextThatIsNotValidIsABrokenInvariant() {
    assertThatThrownBy(() -> JobFileText.parseStored("{}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The command of role (worker) must be given.");
  }

  private static String tag(String tag) {
    return "line 2: The tag (" + tag + ") must be left out.";
  }
}
