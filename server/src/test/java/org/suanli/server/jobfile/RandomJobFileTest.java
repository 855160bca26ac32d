package org.suanli.server.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.suanli.core.spec.JobFile;

/// The examples of the reference, read, stored, and read again after random harm.
final class RandomJobFileTest {
  private static final Path PAGE = Path.of("../docs/reference/job-file.md");
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final int ROUNDS = 5_000;
  private static final List<String> PIECES =
      List.of(
          "\n",
          " ",
          ":",
          ": ",
          "- ",
          "[",
          "]",
          "{",
          "}",
          "\"",
          "'",
          "&a ",
          "*a",
          "!x ",
          "|\n",
          "#",
          "~",
          "null",
          "0",
          "-1",
          "1e9",
          "99999999999999999999",
          "0.0005",
          "gpu",
          "roles",
          "run",
          "nodes: ",
          "\t",
          "\0",
          "\u2028",
          "\ud800",
          "😀",
          "算力",
          "\\u0000",
          "..",
          "/",
          "?",
          ",",
          "unlimited",
          "P1Y",
          "::",
          "%",
          "<<",
          "---\n");

  @Test
  void theExamplesOfTheReferenceAreAcceptedAndComeBackFromTheirStoredForm() throws IOException {
    var examples = examples();
    assertThat(examples).hasSize(3);
    for (var example : examples) {
      assertComesBack(Centre.accept(example));
    }
  }

  @Test
  void textsHarmedAtRandomAreReadOrRefusedWithLines() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var examples = examples();
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var text = harm(examples.get(random.nextInt(examples.size())), examples, random);
      try {
        switch (JobFileText.parse(text, Centre.MODELS)) {
          case JobFile.Parsed.Ok(var file) -> {
            accepted++;
            assertComesBack(file);
          }
          case JobFile.Parsed.Bad(var violations) -> {
            long lines = text.lines().count() + 1;
            assertThat(violations).isNotEmpty();
            assertThat(violations)
                .allSatisfy(
                    violation -> {
                      assertThat(violation.line()).isBetween(1, (int) lines);
                      assertThat(violation.message()).isNotBlank().hasSizeLessThan(2_000);
                    });
          }
        }
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dseed=" + seed + ", round " + round + ":\n" + text, e);
      }
    }
    assertThat(accepted).as("-Dseed=" + seed).isBetween(ROUNDS / 100, ROUNDS - ROUNDS / 100);
  }

  private static void assertComesBack(JobFile file) {
    var stored = file.toCanonicalJson();
    assertThat(JobFileText.parseStored(stored)).isEqualTo(file);
    assertThat(JobFileText.parseStored(stored).toCanonicalJson()).isEqualTo(stored);
  }

  /// One to three cuts, copies or insertions.
  private static String harm(String text, List<String> donors, RandomGenerator random) {
    var harmed = new StringBuilder(text);
    for (int harms = 1 + random.nextInt(3); harms > 0; harms--) {
      int at = random.nextInt(harmed.length() + 1);
      switch (random.nextInt(4)) {
        case 0 -> harmed.delete(at, Math.min(harmed.length(), at + 1 + random.nextInt(20)));
        case 1 -> harmed.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> {
          var donor = donors.get(random.nextInt(donors.size()));
          int from = random.nextInt(donor.length());
          harmed.insert(at, donor, from, Math.min(donor.length(), from + 1 + random.nextInt(40)));
        }
        default -> {
          if (at < harmed.length()) {
            harmed.setCharAt(at, (char) (1 + random.nextInt(0x7e)));
          }
        }
      }
    }
    return harmed.toString();
  }

  private static List<String> examples() throws IOException {
    return EXAMPLE
        .matcher(Files.readString(PAGE))
        .results()
        .map(example -> example.group(1))
        .toList();
  }
}
