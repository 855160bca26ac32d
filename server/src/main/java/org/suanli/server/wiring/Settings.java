package org.suanli.server.wiring;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.suanli.server.database.DatabaseLocation;

/// What a server is told.
///
/// @param data its private folder; made if it is not there
/// @param database an outside one; empty for the embedded one, in the data folder
/// @param address what it listens on
/// @param host the cluster that this machine plays
/// @param lease how long the centre stands still if this server dies while it leads
public record Settings(
    Path data, Optional<DatabaseLocation> database, Address address, Host host, Duration lease) {

  public Settings {
    data = data.toAbsolutePath().normalize();
  }

  /// Where a server listens.
  ///
  /// @param port 0 for any that is free
  /// @param tls needed unless the address is a loopback one
  public record Address(String bind, int port, Optional<Tls> tls) {
    private static final int PORT_MAX = 65_535;

    public Address {
      if (port < 0 || port > PORT_MAX) {
        throw new IllegalArgumentException(
            "The port (" + port + ") must be 0 to " + PORT_MAX + ".");
      }
      if (tls.isEmpty() && !isLoopback(bind)) {
        throw new IllegalArgumentException(
            "The address ("
                + bind
                + ") must be a loopback one without TLS."
                + "\nMaybe give --tls-certificate and --tls-key.");
      }
    }

    private static boolean isLoopback(String bind) {
      try {
        return InetAddress.getByName(bind).isLoopbackAddress();
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(
            "The address (" + bind + ") must be one of this machine.", e);
      }
    }

    /// How others call it: for any address of this machine its name, for IPv6 in brackets.
    String host() {
      try {
        if (InetAddress.getByName(bind).isAnyLocalAddress()) {
          return InetAddress.getLocalHost().getHostName();
        }
      } catch (UnknownHostException _) {
        // The machine does not know its own name; people will.
      }
      return bind.indexOf(':') < 0 ? bind : "[" + bind + "]";
    }

    String scheme() {
      return tls.isPresent() ? "https" : "http";
    }
  }

  /// @param certificate PEM, with its chain
  /// @param key PEM, PKCS #8
  public record Tls(Path certificate, Path key) {}

  /// The cluster of virtual nodes on this machine.
  ///
  /// @param nodes 0 for none
  /// @param slots accelerators of each node
  /// @param isTrusted whether tasks run as the server's own user even where another can be had
  /// @param folder of tasks and their records; servers that share a database and a machine share it
  public record Host(int nodes, int slots, boolean isTrusted, Path folder) {}
}
