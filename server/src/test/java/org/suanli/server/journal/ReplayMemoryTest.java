package org.suanli.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseLocation;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.database.Postgres;

@Timeout(300)
@ExtendWith(FreshDatabase.class)
final class ReplayMemoryTest {
  private static final int EVENTS = 50_000;

  /// So that all events together are more than the reader's memory, even as bytes.
  private static final int EVENT_CHARACTERS = 1_000;

  private static final String MEMORY = "-Xmx40m";

  @Test
  void aReaderWithLittleMemoryReplaysAJournalThatIsLargerThanIt(Postgres postgres)
      throws IOException, InterruptedException {
    var location = postgres.create("large");
    JournalPosition head;
    try (var database = Database.open(location)) {
      database.migrate();
      head = fill(database);
    }
    var child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                MEMORY,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                location.url(),
                location.user())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var toChild = child.outputWriter(StandardCharsets.UTF_8)) {
      toChild.write(location.password() + "\n");
      toChild.flush();
      assertThat(child.inputReader().lines()).contains(EVENTS + " " + head);
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }
  }

  private static JournalPosition fill(Database database) {
    try (var lease =
            new Leadership(database, "test", Duration.ofMinutes(1)).tryAcquire().orElseThrow();
        var writer = new Journal(database).writer(lease)) {
      for (int from = 0; from < EVENTS; from += 1_000) {
        writer.append(
            IntStream.range(from, from + 1_000)
                .mapToObj(number -> Events.bulky(number, EVENT_CHARACTERS))
                .toList(),
            Projection.NONE);
      }
      return writer.head();
    }
  }

  /// Replays and verifies, then says how many events it saw and where the journal ends.
  static final class Reader {
    private Reader() {}

    static void main(String[] arguments) throws IOException {
      var password = new String(System.in.readNBytes(48), StandardCharsets.UTF_8);
      try (var database =
          Database.open(new DatabaseLocation(arguments[0], arguments[1], password))) {
        var journal = new Journal(database);
        var count = new int[1];
        var head = journal.replay(1, _ -> count[0]++);
        if (journal.verify(List.of(head)) instanceof Verification.Sound) {
          System.out.println(count[0] + " " + head);
        }
      }
    }
  }
}
