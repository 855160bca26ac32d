package org.suanli.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A PostgreSQL that another process started on its folder, or left there.
public record OtherPostgres(ProcessHandle postmaster, DatabaseLocation location) {

  /// @param folder of the embedded PostgreSQL
  /// @return empty if none runs there
  public static Optional<OtherPostgres> find(Path folder, String database) {
    return Postmaster.find(folder.resolve("cluster"))
        .flatMap(running -> of(running, folder.resolve("password"), database));
  }

  private static Optional<OtherPostgres> of(Postmaster running, Path password, String database) {
    try {
      var login = new DatabaseLocation.Login("suanli", Files.readString(password).strip());
      var location = DatabaseLocation.ofSocket(running.socket(), database, login);
      return ProcessHandle.of(running.pid()).map(process -> new OtherPostgres(process, location));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
