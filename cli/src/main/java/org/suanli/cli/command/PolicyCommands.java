package org.suanli.cli.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Paths;
import org.suanli.api.Policies;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `suanli policies`
@Command(name = "policies")
final class PolicyCommands {
  private static final Policies.NewPolicy NOTHING =
      new Policies.NewPolicy(null, null, null, null, null);

  private final Session session;

  PolicyCommands(Session session) {
    this.session = session;
  }

  /// The words of `--order`, for completion.
  static final class Orders implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return words(Policies.Order.values()).iterator();
    }
  }

  /// The words of `--backfill`, for completion.
  static final class Backfills implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return words(Policies.Backfill.values()).iterator();
    }
  }

  /// Who is preempted.
  static final class PreemptionOptions {
    @Option(
        names = "--restart-cost",
        paramLabel = "TIME",
        description =
            "What a preempted job is taken to lose besides what it had not saved; those that lose"
                + " least are preempted: 0s to 1d.")
    @Nullable String restartCost;

    @Option(
        names = "--minimum-run-time",
        paramLabel = "TIME",
        description = "For which an attempt, from its placement, is not preempted: 0s to 7d.")
    @Nullable String minimumRunTime;
  }

  @Command(
      name = "list",
      description = "List the policies, from the standard one that comes first.")
  int list(@Mixin Paging paging) {
    return session.list(Paths.POLICIES, Query.none(), paging, policies());
  }

  @Command(name = "show", description = "Show the policy that is in force.")
  int show() {
    return session.show(
        Call.get(Paths.POLICY_IN_FORCE),
        Policies.Policy.class,
        policy -> String.valueOf(policy.version()),
        this::sheet);
  }

  @Command(
      name = "set",
      description = "Set a policy, in force from now; what is not named stays as it is.")
  int set(
      @Option(
              names = "--order",
              paramLabel = "ORDER",
              completionCandidates = Orders.class,
              description = "In which order jobs are tried: ${COMPLETION-CANDIDATES}.")
          @Nullable String order,
      @Option(
              names = "--backfill",
              paramLabel = "WHAT",
              completionCandidates = Backfills.class,
              description =
                  "What may pass a blocked job. none: nothing; easy: what does not delay the first;"
                      + " conservative: what delays none of those that are promised a start.")
          @Nullable String backfill,
      @Option(
              names = "--usage-half-life",
              paramLabel = "TIME",
              description = "After which use counts half: 1h to 365d.")
          @Nullable String halfLife,
      @Mixin PreemptionOptions preemption) {
    var asked =
        new Policies.NewPolicy(
            order == null ? null : constant(Policies.Order.values(), "order", order),
            backfill == null ? null : constant(Policies.Backfill.values(), "backfill", backfill),
            halfLife,
            preemption.restartCost,
            preemption.minimumRunTime);
    if (asked.equals(NOTHING)) {
      throw Failure.usage(
          "A policy must be set by --order, --backfill, --usage-half-life, --restart-cost or"
              + " --minimum-run-time.\nMaybe suanli policies show.");
    }
    var before =
        Wire.read(session.client().send(Call.get(Paths.POLICY_IN_FORCE)), Policies.Policy.class);
    var document = session.create(Paths.POLICIES, asked);
    var policy = Wire.read(document, Policies.Policy.class);
    return session.done(document, String.valueOf(policy.version()), sentence(before, policy));
  }

  private static String sentence(Policies.Policy before, Policies.Policy after) {
    var changes = new ArrayList<String>();
    change(changes, "order", word(before.order()), word(after.order()));
    change(changes, "backfill", word(before.backfill()), word(after.backfill()));
    change(changes, "half-life of use", before.usageHalfLife(), after.usageHalfLife());
    change(changes, "cost of a restart", before.restartCost(), after.restartCost());
    change(changes, "minimum run time", before.minimumRunTime(), after.minimumRunTime());
    return changes.isEmpty()
        ? "Policy " + after.version() + " is in force as before: nothing changed."
        : "Policy " + after.version() + ": " + String.join("; ", changes) + ".";
  }

  private static void change(List<String> changes, String what, String before, String after) {
    if (!before.equals(after)) {
      changes.add(what + " " + after + " instead of " + before);
    }
  }

  private static <E extends Enum<E>> E constant(E[] constants, String field, String typed) {
    return Arrays.stream(constants)
        .filter(constant -> word(constant).equals(typed.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                Failure.usage(
                    "The %s (%s) must be one of %s."
                        .formatted(field, typed, String.join(", ", words(constants)))));
  }

  private static List<String> words(Enum<?>[] constants) {
    return Stream.of(constants).map(PolicyCommands::word).toList();
  }

  /// Such as `fair-share`.
  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Sheet sheet(Policies.Policy policy) {
    var times = session.times();
    return new Sheet()
        .line("Version", String.valueOf(policy.version()))
        .line("Order", word(policy.order()))
        .line("Backfill", word(policy.backfill()))
        .line("Half-life of use", policy.usageHalfLife())
        .line("Cost of a restart", policy.restartCost())
        .line("Minimum run time", policy.minimumRunTime())
        .line("Since", policy.since() == null ? "the beginning" : times.both(policy.since()))
        .line("By", policy.by());
  }

  private Listing<Policies.Policy> policies() {
    var times = session.times();
    return new Listing<>(
        Policies.Policy.class,
        policy -> String.valueOf(policy.version()),
        List.of(
            Column.number("VERSION", Policies.Policy::version),
            Column.text("ORDER", policy -> word(policy.order())),
            Column.text("BACKFILL", policy -> word(policy.backfill())),
            Column.text("HALF-LIFE", Policies.Policy::usageHalfLife),
            Column.text("RESTART", Policies.Policy::restartCost),
            Column.text("MIN RUN", Policies.Policy::minimumRunTime),
            Column.text(
                "SINCE (" + times.zone() + ")",
                policy -> policy.since() == null ? null : times.second(policy.since())),
            Column.text("BY", Policies.Policy::by),
            Column.text("IN FORCE", policy -> policy.isInForce() ? "yes" : "no")));
  }
}
