package org.suanli.examples.tinygpt;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the ranks of a run find each other: rank 0 listens, the others call until it answers, and
/// all check that they mean the same run. Bounded by the connect timeout; a stop signal ends it.
final class Meeting {

  /// Thrown where a stop was requested before all had met.
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// What a rank says first.
  ///
  /// @param run what all ranks must share
  private record Greeting(int rank, String run) {
    private static final Pattern TEXT =
        Pattern.compile("suanli-tiny-gpt/1 rank (\\d{1,5}) of (.*)");

    static Optional<Greeting> parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      return matcher.matches()
          ? Optional.of(new Greeting(Integer.parseInt(matcher.group(1)), matcher.group(2)))
          : Optional.empty();
    }

    String toText() {
      return "suanli-tiny-gpt/1 rank " + rank + " of " + run;
    }
  }

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

  /// The port may still be held by the run before this one.
  private static final Duration BIND_WAIT = Duration.ofSeconds(10);

  /// A stranger at the port is given up after this.
  private static final int GREETING_SECONDS = 5;

  private final Place place;
  private final String run;
  private final Options.Timeouts timeouts;
  private final StopSignal stop;
  private final PrintStream log;
  private final long start = System.nanoTime();

  /// @param agreement what all ranks must share, on one line
  Meeting(Place place, String agreement, Options.Timeouts timeouts, Main.Shell shell) {
    this.place = place;
    this.run = place.size() + " ranks, " + agreement;
    this.timeouts = timeouts;
    this.stop = shell.stop();
    this.log = shell.err();
  }

  /// @throws Failure where not all ranks have met in time, or they do not agree
  /// @throws Stopped where a stop was requested meanwhile
  Ranks meet() {
    if (place.size() == 1) {
      return new Alone();
    }
    return place.rank() == 0 ? listen() : call();
  }

  private boolean isOver() {
    if (stop.isRequested()) {
      throw new Stopped();
    }
    return hasPassed(Duration.ofSeconds(timeouts.connectSeconds()));
  }

  private boolean hasPassed(Duration duration) {
    return System.nanoTime() - start > duration.toNanos();
  }

  private Ranks listen() {
    var tips = new TreeMap<Integer, Connection>();
    try (ServerSocket server = bind()) {
      server.setSoTimeout((int) POLL.toMillis());
      while (tips.size() < place.size() - 1) {
        if (isOver()) {
          throw Failure.external(
              "Ranks 1 to %d must call within %d s; only %s did.\nMaybe a rank did not start, or --connect-timeout is too short."
                  .formatted(place.size() - 1, timeouts.connectSeconds(), tips.keySet()));
        }
        Optional<Socket> caller = accept(server);
        if (caller.isPresent()) {
          greet(caller.get(), tips);
        }
      }
      return new Star.Center(List.copyOf(tips.values()));
    } catch (IOException e) {
      tips.values().forEach(Connection::close);
      throw Failure.external("Rank 0 cannot listen at " + where(), e);
    } catch (Failure | Stopped e) {
      tips.values().forEach(Connection::close);
      throw e;
    }
  }

  private static Optional<Socket> accept(ServerSocket server) throws IOException {
    try {
      return Optional.of(server.accept());
    } catch (SocketTimeoutException _) {
      return Optional.empty();
    }
  }

  private ServerSocket bind() throws IOException {
    while (true) {
      ServerSocket server = new ServerSocket();
      try {
        InetAddress address = InetAddress.getByName(place.masterAddress());
        boolean isHere = NetworkInterface.getByInetAddress(address) != null;
        // Behind an address translation MASTER_ADDR is nobody's here; then any address must do.
        server.bind(
            isHere
                ? new InetSocketAddress(address, place.masterPort())
                : new InetSocketAddress(place.masterPort()),
            place.size());
        return server;
      } catch (IOException e) {
        server.close();
        if (isOver() || hasPassed(BIND_WAIT)) {
          throw e;
        }
        stop.await(POLL);
      }
    }
  }

  /// Takes a caller in. A stranger is sent away; a rank that disagrees ends the run.
  private void greet(Socket socket, SortedMap<Integer, Connection> tips) throws IOException {
    String caller = "The caller " + socket.getRemoteSocketAddress();
    Connection tip = new Connection(caller, socket, timeouts.peerSeconds());
    Optional<Greeting> greeting = greeting(tip);
    if (greeting.isEmpty()) {
      log.println(caller + " is not a rank of this program; its connection is closed.");
      tip.close();
      return;
    }
    int rank = greeting.get().rank();
    tip.rename("Rank " + rank + " (" + socket.getRemoteSocketAddress() + ")");
    String objection = objection(greeting.get(), tips);
    tip.sendText(objection);
    if (!objection.isEmpty()) {
      tip.close();
      throw Failure.user(objection);
    }
    tips.put(rank, tip);
  }

  private static Optional<Greeting> greeting(Connection tip) {
    try {
      return Greeting.parse(tip.receiveText(GREETING_SECONDS));
    } catch (Failure _) {
      // It said nothing in time, or hung up: a stranger too.
      return Optional.empty();
    }
  }

  private String objection(Greeting greeting, SortedMap<Integer, Connection> tips) {
    int rank = greeting.rank();
    if (!greeting.run().equals(run)) {
      return "Rank %d (%s) must run what rank 0 runs (%s).".formatted(rank, greeting.run(), run);
    }
    if (rank < 1 || rank >= place.size() || tips.containsKey(rank)) {
      return "The rank (%d) must be from 1 to %d and call once.".formatted(rank, place.size() - 1);
    }
    return "";
  }

  private String where() {
    return place.masterAddress() + ":" + place.masterPort();
  }

  private Ranks call() {
    while (true) {
      Socket socket = new Socket();
      try {
        // Resolved anew each time: the name of a rank 0 that starts later may not exist yet.
        var address = new InetSocketAddress(place.masterAddress(), place.masterPort());
        socket.connect(address, (int) CALL_TIMEOUT.toMillis());
        return introduce(socket);
      } catch (IOException e) {
        closeQuietly(socket);
        if (isOver()) {
          throw Failure.external(
              "Rank 0 at %s must answer within %d s.\nMaybe it did not start, or MASTER_ADDR and MASTER_PORT are not its own"
                  .formatted(where(), timeouts.connectSeconds()),
              e);
        }
        // Nothing tells when a remote port opens: only asking again does.
        stop.await(POLL);
      }
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("A socket must close.", e);
    }
  }

  private Ranks introduce(Socket socket) throws IOException {
    Connection center = new Connection("Rank 0 (" + where() + ")", socket, timeouts.peerSeconds());
    center.sendText(new Greeting(place.rank(), run).toText());
    String objection = center.receiveText(timeouts.connectSeconds());
    if (!objection.isEmpty()) {
      center.close();
      throw Failure.user(objection);
    }
    return new Star.Tip(place.rank(), place.size(), center);
  }
}
