package org.suanli.server.operating;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseLocation;
import org.suanli.server.journal.Archives;
import org.suanli.server.wiring.DataFolder;
import picocli.CommandLine.Option;

/// Which centre is meant: by its data folder, or by its outside database.
final class CentreOptions {
  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "The centre's data; ~/.suanli by default.")
  private Path data = Path.of(System.getProperty("user.home"), ".suanli");

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "An outside PostgreSQL, as jdbc:postgresql://…, instead of the one in the data folder."
              + " Its password is read from SUANLI_DATABASE_PASSWORD.")
  private Optional<String> database = Optional.empty();

  @Option(names = "--database-user", paramLabel = "NAME", description = "Its user.")
  private String databaseUser = "suanli";

  @Option(
      names = "--archives",
      paramLabel = "FOLDER",
      description = "Where suanli archive puts files; the folder archive in the data by default.")
  private Optional<Path> archives = Optional.empty();

  /// Where rows of the journal lie that the database has no more.
  Archives archives() {
    return new Archives(archives.orElseGet(() -> folder().resolve("archive")));
  }

  /// Where uploaded code lies.
  Path codeFolder() {
    return folder().resolve("code");
  }

  /// The key with which the centre signs what is kept elsewhere.
  Path signingKey() throws IOException {
    return Files.createDirectories(folder()).resolve("signing.key");
  }

  /// Opens a centre that is there.
  ///
  /// @throws IllegalStateException if the folder holds none, or a server uses it
  Opened open() {
    if (database.isEmpty() && !DataFolder.isMade(folder())) {
      throw new IllegalStateException(
          "The data folder ("
              + folder()
              + ") must hold a centre."
              + "\nMaybe give its folder by --data, or its database by --database.");
    }
    return openOrMake();
  }

  /// Opens a centre, or the place for one.
  ///
  /// @throws IllegalStateException if a server uses the folder
  Opened openOrMake() {
    if (database.isPresent()) {
      var password = Optional.ofNullable(System.getenv("SUANLI_DATABASE_PASSWORD")).orElse("");
      var location = new DatabaseLocation(database.get(), databaseUser, password);
      var outside = Database.open(location);
      return new Opened(outside, outside);
    }
    var held = DataFolder.hold(folder(), Optional.empty());
    return new Opened(held.database(), held);
  }

  private Path folder() {
    return data.toAbsolutePath().normalize();
  }

  /// @param database its tables are as they were found
  /// @param held what is closed in the end
  record Opened(Database database, AutoCloseable held) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      held.close();
    }
  }
}
