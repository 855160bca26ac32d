package org.suanli.server.database;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Where a database is and who may enter.
///
/// @param url starts with "jdbc:postgresql:"
/// @param password never printed; may be empty where the database asks for none
public record DatabaseLocation(String url, String user, String password) {
  private static final String PREFIX = "jdbc:postgresql:";

  public DatabaseLocation {
    if (!url.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "The database's URL must start with " + PREFIX + "\nMaybe jdbc:postgresql://host/suanli");
    }
    if (user.isBlank()) {
      throw new IllegalArgumentException("The database's user must be named.");
    }
  }

  /// A database behind a UNIX socket.
  ///
  /// @param socket the socket itself, such as /run/postgresql/.s.PGSQL.5432
  static DatabaseLocation ofSocket(Path socket, String database, Login login) {
    var url =
        PREFIX
            + "//localhost/"
            + database
            + "?sslmode=disable&gssEncMode=disable&loginTimeout=10&socketFactory="
            + UnixSocketFactory.class.getName()
            + "&socketFactoryArg="
            + URLEncoder.encode(socket.toString(), StandardCharsets.UTF_8);
    return new DatabaseLocation(url, login.user(), login.password());
  }

  @Override
  public String toString() {
    int query = url.indexOf('?');
    return (query < 0 ? url : url.substring(0, query)) + " as " + user;
  }

  record Login(String user, String password) {
    @Override
    public String toString() {
      return user;
    }
  }
}
