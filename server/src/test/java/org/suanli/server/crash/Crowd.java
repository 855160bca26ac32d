package org.suanli.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.suanli.api.Allocations;
import org.suanli.api.Amount;
import org.suanli.api.Paths;
import org.suanli.api.Tenants;
import org.suanli.api.Window;
import tools.jackson.databind.JsonNode;

/// Clients of one organization, the tasks that they have run, and the examination of both.
final class Crowd implements AutoCloseable {
  private static final Duration SETTLE_MAX = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(50);

  final Witness witness;
  final Examination examination;
  final Client.Counts counts = new Client.Counts();
  private final List<Client> clients = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// @param folder that tasks are let into
  Crowd(Path folder, int size, Random random) throws IOException {
    // Tasks run as others than the server, and must get to their folders.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    witness = Witness.in(folder);
    examination = new Examination(witness);
    for (int number = 0; number < size; number++) {
      clients.add(new Client(number, new Random(random.nextLong()), witness.file(), counts));
    }
  }

  /// Makes an organization that may use much.
  static void open(Member operator) throws IOException, InterruptedException {
    operator.must("PUT", Paths.of(Paths.ORGANIZATION, "ocean"), new Tenants.OrganizationChange(1));
    operator.must("POST", Paths.of(Paths.PROJECTS, "ocean"), new Tenants.NewProject("language"));
    operator.must("PUT", Paths.of(Paths.PROGRAMME, "fund"), new Allocations.Programme("fund"));
    var from = Instant.now().truncatedTo(ChronoUnit.DAYS);
    operator.must(
        "POST",
        Paths.ALLOCATIONS,
        new Allocations.NewAllocation(
            "ocean",
            null,
            "fund",
            null,
            null,
            new Amount(Amount.Unit.PFLOPS_HOURS, "1000"),
            new Window(from, from.plus(Duration.ofDays(30)))));
  }

  /// Clients at work.
  ///
  /// @param over ends it early
  record Load(CountDownLatch over, List<Future<?>> clients) {
    void end() throws InterruptedException, ExecutionException, TimeoutException {
      over.countDown();
      for (var client : clients) {
        client.get(2, TimeUnit.MINUTES);
      }
    }
  }

  /// Sets every client to work.
  Load load(Member member) {
    return load(member, clients);
  }

  /// Sets the first clients to work, or the others.
  ///
  /// @param half 0 or 1
  Load load(Member member, int half) {
    int middle = clients.size() / 2;
    return load(
        member, half == 0 ? clients.subList(0, middle) : clients.subList(middle, clients.size()));
  }

  private Load load(Member member, List<Client> some) {
    var over = new CountDownLatch(1);
    var loads = new ArrayList<Future<?>>();
    for (var client : some) {
      loads.add(
          threads.submit(
              () -> {
                client.load(member, over);
                return client;
              }));
    }
    return new Load(over, loads);
  }

  /// What was acknowledged is there, once.
  void requireKept(Member member) throws IOException, InterruptedException {
    var names = new TreeMap<String, String>();
    for (var job : jobs(member, "")) {
      assertThat(names.put(job.path("name").asString(), job.path("job").asString()))
          .as("another job of " + job)
          .isNull();
    }
    for (var client : clients) {
      for (var asked : client.all()) {
        asked.job().ifPresent(job -> assertThat(names.get(asked.name)).isEqualTo(job));
      }
    }
  }

  /// Nothing runs of what the journal says has ended.
  void requireGone(ServerProcess server) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SETTLE_MAX.toNanos();
    var ended = examination.ended();
    while (witness.processes().values().stream().anyMatch(ended::contains)) {
      assertThat(deadline - System.nanoTime())
          .as("These must have ended: " + witness.processes())
          .isPositive();
      server.runFor(LOOK);
    }
  }

  /// Settles what is open, cancels what would not end, and waits until every job has ended.
  ///
  /// @return their states
  Map<String, String> awaitEnd(ServerProcess server, Member member)
      throws IOException, InterruptedException {
    for (var client : clients) {
      client.settle(member);
      while (client.cancelOne(member)) {
        assertThat(client.all()).isNotEmpty();
      }
    }
    long deadline = System.nanoTime() + SETTLE_MAX.toNanos();
    for (var left = unended(member); !left.isEmpty(); left = unended(member)) {
      assertThat(deadline - System.nanoTime()).as("These must end: " + left).isPositive();
      server.runFor(LOOK);
    }
    var states = new TreeMap<String, String>();
    jobs(member, "")
        .forEach(job -> states.put(job.path("job").asString(), job.path("state").asString()));
    return states;
  }

  private static List<JsonNode> unended(Member member) throws IOException, InterruptedException {
    return jobs(member, "&state=WAITING&state=RUNNING");
  }

  private static List<JsonNode> jobs(Member member, String filter)
      throws IOException, InterruptedException {
    var all = new ArrayList<JsonNode>();
    var cursor = "";
    do {
      var page = member.get(Paths.JOBS + "?limit=500" + filter + cursor);
      page.path("items").forEach(all::add);
      var next = page.path("next").asString("");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    return all;
  }

  /// The last look, once no server runs: every job ended as it was to.
  void requireEnded(Map<String, String> states) throws IOException {
    assertThat(witness.processes()).isEmpty();
    assertThat(states.keySet()).isEqualTo(examination.jobs());
    for (var client : clients) {
      examination.atEnd(client.all(), states);
    }
  }

  /// Nothing that was started outlives the test, whatever it found.
  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (long pid : witness.processes().keySet()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
