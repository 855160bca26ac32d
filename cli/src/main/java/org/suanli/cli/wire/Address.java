package org.suanli.cli.wire;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.suanli.cli.terminal.Failure;

/// Which server, as whom.
///
/// @param server without a slash at its end
/// @param token absent if nobody is signed in
/// @param authorities a file of certificates to trust; absent for those of the machine
public record Address(String server, @Nullable String token, @Nullable Path authorities) {

  /// @throws Failure if the text is no address of a server
  public static Address of(String server, @Nullable String token) {
    var trimmed = server.strip().replaceAll("/+$", "");
    URI uri;
    try {
      uri = URI.create(trimmed);
    } catch (IllegalArgumentException e) {
      throw wrong(server);
    }
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")
        || uri.getHost() == null
        || uri.getUserInfo() != null
        || uri.getQuery() != null) {
      throw wrong(server);
    }
    return new Address(trimmed, token, null);
  }

  public Address withToken(String token) {
    return new Address(server, token, authorities);
  }

  /// @param file PEM; absent for the machine's
  public Address withAuthorities(@Nullable Path file) {
    return new Address(server, token, file);
  }

  /// Whether others on the way could read the token.
  public boolean isExposed() {
    var uri = URI.create(server);
    return uri.getScheme().equalsIgnoreCase("http")
        && !uri.getHost().equals("localhost")
        && !uri.getHost().startsWith("127.")
        && !uri.getHost().equals("[::1]");
  }

  /// Without the token.
  @Override
  public String toString() {
    return server;
  }

  private static Failure wrong(String server) {
    return Failure.usage(
        "The address ("
            + server
            + ") of the server must be http:// or https://, a host and a port.\n"
            + "Maybe http://127.0.0.1:8464.");
  }
}
