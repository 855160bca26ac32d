package org.suanli.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.suanli.api.Http;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;

/// Submits and cancels jobs, and never believes that something came of a request that was not
/// answered: it sends it again with the same key, to whichever server there is then.
final class Client {
  private static final int PAUSE_MILLIS_MAX = 120;
  private static final int ASKED_PER_ROUND_MAX = 6;

  private final int number;
  private final Random random;
  private final Path witness;
  private final List<Asked> all = new ArrayList<>();
  private final Counts counts;

  /// What happened on the way, over all clients.
  static final class Counts {
    private int lost;
    private int repeated;

    synchronized void lost() {
      lost++;
    }

    synchronized void repeated() {
      repeated++;
    }

    @Override
    public synchronized String toString() {
      return "answers lost %d, then acknowledged by the same key %d".formatted(lost, repeated);
    }
  }

  Client(int number, Random random, Path witness, Counts counts) {
    this.number = number;
    this.random = random;
    this.witness = witness;
    this.counts = counts;
  }

  List<Asked> all() {
    return List.copyOf(all);
  }

  /// Keeps the server busy for a while, or until it is gone.
  ///
  /// @param over when to stop
  void load(Member member, CountDownLatch over) throws InterruptedException {
    try {
      settle(member);
      for (int asked = 0; asked < ASKED_PER_ROUND_MAX && over.getCount() > 0; asked++) {
        if (random.nextInt(3) == 0) {
          cancelOne(member);
        } else {
          ask(member);
        }
        // Ends early when the round is over.
        var _ = over.await(random.nextInt(PAUSE_MILLIS_MAX), TimeUnit.MILLISECONDS);
      }
    } catch (IOException _) {
      // The server is gone: what was not answered is asked of the next.
      counts.lost();
    }
  }

  private void ask(Member member) throws IOException, InterruptedException {
    var kinds = Asked.Kind.values();
    // Short ones more often than all others together.
    var kind = kinds[Math.max(0, random.nextInt(2 * kinds.length) - kinds.length)];
    var name = "c%d-%05d".formatted(number, all.size());
    var asked = new Asked(name, kind, random.nextInt(40) / 100.0);
    all.add(asked);
    submit(member, asked);
  }

  private void submit(Member member, Asked asked) throws IOException, InterruptedException {
    var body = new Jobs.Submission("ocean/language", asked.jobFile(witness));
    var reply =
        member.send("POST", Paths.JOBS, body, Map.of(Http.IDEMPOTENCY_KEY, "key-" + asked.name));
    if (reply.status() == 201) {
      var job = reply.body().path("job");
      assertThat(job.path("name").asString()).isEqualTo(asked.name);
      asked.job = job.path("job").asString();
    } else {
      assertThat(reply.status()).as(asked.name + ": " + reply).isGreaterThanOrEqualTo(500);
    }
  }

  /// Asks again for all that was not answered.
  void settle(Member member) throws IOException, InterruptedException {
    for (var asked : all) {
      if (asked.isOpen()) {
        submit(member, asked);
        if (asked.job != null) {
          counts.repeated();
        }
      }
    }
  }

  /// Cancels the oldest job that would not end otherwise.
  ///
  /// @return whether there was one
  boolean cancelOne(Member member) throws IOException, InterruptedException {
    for (var asked : all) {
      var job = asked.job;
      if (asked.kind == Asked.Kind.LONG && job != null && !asked.isCancelled) {
        var reply = member.send("POST", Paths.of(Paths.JOB_CANCEL, job), null, Map.of());
        // A cancel whose answer was lost may have ended it.
        boolean isOver = reply.code().equals("CONFLICT");
        assertThat(reply.isDone() || isOver || reply.status() >= 500).as("" + reply).isTrue();
        asked.isCancelled = reply.isDone() || isOver;
        return true;
      }
    }
    return false;
  }
}
