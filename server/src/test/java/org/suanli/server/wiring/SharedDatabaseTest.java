package org.suanli.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.database.Postgres;
import org.suanli.server.identity.CentreKey;

@Timeout(120)
@ExtendWith(FreshDatabase.class)
class SharedDatabaseTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aServerJoinsADatabaseWithTheKeyOfItsFirstServerAlone(Postgres postgres) throws Exception {
    var database = postgres.create("shared");
    var address = new Settings.Address("127.0.0.1", 0, Optional.empty());
    var first = StartedServer.settings(folder.resolve("first"), database, address);
    var second = StartedServer.settings(folder.resolve("second"), database, address);
    Server.start(first, _ -> {}).close();
    assertThatThrownBy(() -> Server.start(second, _ -> {}).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(second.data().resolve("secret.key") + " must be the one that sealed");
    Files.delete(second.data().resolve("secret.key"));
    Files.copy(first.data().resolve("secret.key"), second.data().resolve("secret.key"));
    Server.start(second, _ -> {}).close();
  }

  @Test
  void aServerThatWaitedWhileItsKeyWasForgottenStopsWhenItIsToLead(Postgres postgres)
      throws Exception {
    var location = postgres.create("forgotten");
    var address = new Settings.Address("127.0.0.1", 0, Optional.empty());
    var first = StartedServer.settings(folder.resolve("leading"), location, address);
    var second = StartedServer.settings(folder.resolve("waiting"), location, address);
    try (var leading = Server.start(first, _ -> {})) {
      Files.createDirectories(second.data());
      Files.copy(first.data().resolve("secret.key"), second.data().resolve("secret.key"));
      try (var waiting = Server.start(second, _ -> {});
          var database = Database.open(location)) {
        var stopped = waiting.stopped().toCompletableFuture();
        try (var connection = database.connect()) {
          CentreKey.forget(connection);
        }
        assertThat(stopped).isNotDone();
        leading.close();
        assertThat(stopped)
            .failsWithin(StartedServer.WAIT_MAX)
            .withThrowableThat()
            .havingRootCause()
            .withMessageContaining("forget-secrets was run while this server waited");
      }
    }
  }
}
