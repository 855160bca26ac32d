package org.suanli.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;

@ExtendWith(FreshDatabase.class)
class CentreKeyTest {
  private static final ProjectId PROJECT = new ProjectId(new OrganizationId("ocean"), "language");
  private static final byte[] CONTEXT = "test".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder = Path.of("");
  private final Database database;
  private final JdbcClient jdbc;

  CentreKeyTest(Database database) {
    this.database = database;
    this.jdbc = JdbcClient.create(database.pool());
  }

  private SecretBox open(String file) {
    return CentreKey.open(folder.resolve(file), jdbc, new SecureRandom());
  }

  private void requireRefused(String file) {
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(folder.resolve(file).toString())
        .hasMessageContaining("must be the one that sealed the secrets")
        .hasMessageContaining("forget-secrets");
  }

  private ProjectSecrets secrets(SecretBox box) {
    return new ProjectSecrets(jdbc, new Times(InstantSource.system()), box);
  }

  @Test
  void aDatabaseHasOneKeyFromItsFirstServerOn() throws IOException {
    var sealed = open("first.key").seal(TEXT, CONTEXT);
    assertThat(open("first.key").unseal(sealed, CONTEXT)).isEqualTo(TEXT);
    requireRefused("second.key");
    Files.delete(folder.resolve("second.key"));
    Files.copy(folder.resolve("first.key"), folder.resolve("second.key"));
    assertThat(open("second.key").unseal(sealed, CONTEXT)).isEqualTo(TEXT);
  }

  @Test
  void theKeyOfAnOlderProgramIsKnownByWhatItSealed() {
    secrets(open("first.key")).set(PROJECT, "TOKEN", "word", MemberId.PLATFORM);
    jdbc.sql("DELETE FROM secret_key").update();
    requireRefused("second.key");
    var found = secrets(open("first.key")).read(PROJECT, List.of("TOKEN"));
    assertThat(found).isEqualTo(Map.of("TOKEN", "word"));
    requireRefused("second.key");
  }

  @Test
  void anotherKeyTakesThePlaceOfALostOneOnceAllThatItSealedIsForgotten() throws SQLException {
    secrets(open("lost.key")).set(PROJECT, "TOKEN", "word", MemberId.PLATFORM);
    requireRefused("next.key");
    try (var connection = database.connect()) {
      assertThat(CentreKey.forget(connection)).isEqualTo(new CentreKey.Forgotten(1, 0));
    }
    assertThat(secrets(open("next.key")).list(PROJECT, "", 1)).isEmpty();
    requireRefused("lost.key");
  }
}
