package org.suanli.cli.command;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `suanli jobs`
@Command(name = "jobs", description = "List jobs; those that wait or run, unless asked otherwise.")
final class JobLists {
  /// Jobs whose reasons are asked for: what fits a screen.
  private static final int REASONS_MAX = 30;

  private static final Duration PAUSE = Duration.ofSeconds(2);

  /// Moves to the upper left corner and clears what is below.
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final Session session;

  JobLists(Session session) {
    this.session = session;
  }

  /// Which jobs.
  static final class Filter {
    @Option(
        names = "--state",
        split = ",",
        paramLabel = "STATE",
        description = "waiting, running, succeeded, failed or cancelled; may be repeated.")
    String[] states = {};

    @Option(names = "--project", paramLabel = "PROJECT", description = "Of one project.")
    @Nullable String project;

    @Option(names = "--organization", paramLabel = "NAME", description = "Of one organization.")
    @Nullable String organization;

    @Option(names = "--member", paramLabel = "MEMBER", description = "Submitted by one member.")
    @Nullable String member;

    @Option(
        names = "--label",
        paramLabel = "KEY=VALUE",
        description = "With this label; may be repeated.")
    String[] labels = {};

    @Option(
        names = {"-a", "--all"},
        description = "Those that have ended, too.")
    boolean isAll;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Submitted since: 24h, 7d, 2026-03-01 or an instant.")
    @Nullable String since;
  }

  @Command(name = "list", description = "List jobs.")
  int list(
      @Mixin Filter filter,
      @Mixin Paging paging,
      @Option(
              names = "--watch",
              description = "List them anew every 2 seconds, until none waits or runs.")
          boolean isWatch) {
    var query = query(filter);
    while (show(query, paging, isWatch) && isWatch) {
      session.surroundings().sleep(PAUSE);
    }
    return Exit.OK.code();
  }

  private Query query(Filter filter) {
    return Query.none()
        .withAll("state", states(filter))
        .with("project", filter.project == null ? null : session.project(filter.project))
        .with("organization", filter.organization)
        .with("member", filter.member == null ? null : Ids.member(filter.member))
        .withAll("label", Arrays.asList(filter.labels))
        .with("since", since(filter));
  }

  /// @return whether one of them waits or runs
  private boolean show(Query query, Paging paging, boolean isWatch) {
    var fetched = session.fetch(Paths.JOBS, query, paging);
    var printer = session.printer();
    SequencedMap<String, String> reasons =
        printer.isForPeople() ? reasons(fetched.read(Jobs.Job.class)) : new LinkedHashMap<>();
    if (isWatch && session.terminal().isOutTerminal()) {
      session.terminal().out().print(CLEAR);
    }
    printer.list(fetched.document(), fetched.items(), listing(reasons));
    if (fetched.next().isPresent()) {
      printer.note("There are more: --limit gives another number, --everything all.");
    }
    return fetched.read(Jobs.Job.class).stream().anyMatch(job -> !job.state().isTerminal());
  }

  private Listing<Jobs.Job> listing(Map<String, String> reasons) {
    return new JobSheets(session.times()).jobs(reasons);
  }

  private static List<String> states(Filter filter) {
    if (filter.states.length == 0) {
      return filter.isAll ? List.of() : List.of("WAITING", "RUNNING");
    }
    return Arrays.stream(filter.states).map(JobLists::state).toList();
  }

  private static String state(String typed) {
    var name = typed.strip().toUpperCase(Locale.ROOT);
    if (Arrays.stream(Jobs.State.values()).noneMatch(state -> state.name().equals(name))) {
      throw Failure.usage(
          "The state (" + typed + ") must be waiting, running, succeeded, failed or cancelled.");
    }
    return name;
  }

  private @Nullable String since(Filter filter) {
    return filter.since == null
        ? null
        : Moments.parse(filter.since, session.surroundings().clock()).toString();
  }

  private SequencedMap<String, String> reasons(List<Jobs.Job> jobs) {
    var reasons = new LinkedHashMap<String, String>();
    jobs.stream()
        .filter(job -> job.state() == Jobs.State.WAITING)
        .limit(REASONS_MAX)
        .forEach(job -> reason(job.job(), reasons));
    return reasons;
  }

  private void reason(String job, Map<String, String> into) {
    try {
      var call = Call.get(Paths.of(Paths.JOB_EXPLANATION, job));
      var reason = session.client().send(call, Jobs.Explanation.class).reason();
      if (reason != null) {
        into.put(job, JobSheets.words(reason.kind()));
      }
    } catch (Failure e) {
      // The job left meanwhile: the list is right without a reason.
      if (e.exit() != Exit.NOT_FOUND) {
        throw e;
      }
    }
  }
}
