package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.suanli.cli.command.Directory;
import org.suanli.cli.terminal.Exit;

class ReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "cli.md");

  @Test
  void theReferencePageNamesEveryCommand() throws IOException {
    var page = Files.readString(PAGE);
    assertThat(Directory.entries())
        .allSatisfy(entry -> assertThat(page).contains("| `" + entry.name() + "` |"));
  }

  @Test
  void theReferencePageGivesEveryExitCodeAndItsMeaning() throws IOException {
    var page = Files.readString(PAGE);
    for (var exit : Exit.values()) {
      assertThat(page).contains("| " + exit.code() + " | " + exit.meaning() + " |");
    }
  }

  @Test
  void theReferencePageNamesTheVariables() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains(
            "`SUANLI_SERVER`",
            "`SUANLI_TOKEN`",
            "`SUANLI_CA_FILE`",
            "`XDG_CONFIG_HOME`",
            "`NO_COLOR`",
            "`COLUMNS`");
  }
}
