package org.suanli.cli.command;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
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
  private static final Pattern HALF_LIFE = Pattern.compile("([0-9]{1,4})([dh])");
  private static final int HOURS_PER_DAY = 24;

  private final Session session;

  PolicyCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List the policies that were set.")
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
              description =
                  "In which order jobs are tried: fair-share, first-come or shortest-first.")
          @Nullable String order,
      @Option(
              names = "--backfill",
              paramLabel = "WHAT",
              description =
                  "What may pass a blocked job: none; easy: what does not delay the first;"
                      + " conservative: what delays none of up to 256.")
          @Nullable String backfill,
      @Option(
              names = "--usage-half-life",
              paramLabel = "TIME",
              description = "After which use counts half: 1h to 365d.")
          @Nullable String halfLife) {
    if (order == null && backfill == null && halfLife == null) {
      throw Failure.usage(
          "A policy must be set by --order, --backfill or --usage-half-life.\n"
              + "Maybe suanli policies show.");
    }
    var before =
        Wire.read(session.client().send(Call.get(Paths.POLICY_IN_FORCE)), Policies.Policy.class);
    var asked =
        new Policies.NewPolicy(
            order == null ? before.order() : constant(Policies.Order.class, "order", order),
            backfill == null
                ? before.backfill()
                : constant(Policies.Backfill.class, "backfill", backfill),
            halfLife == null ? before.usageHalfLifeHours() : hours(halfLife));
    var document = session.create(Paths.POLICIES, asked);
    var policy = Wire.read(document, Policies.Policy.class);
    return session.done(
        document,
        String.valueOf(policy.version()),
        "Policy %d: %s; backfill: %s; use counts half after %s."
            .formatted(
                policy.version(),
                word(policy.order()),
                word(policy.backfill()),
                shown(policy.usageHalfLifeHours())));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String field, String typed) {
    for (var constant : type.getEnumConstants()) {
      if (word(constant).equals(typed.toLowerCase(Locale.ROOT))) {
        return constant;
      }
    }
    var words = List.of(type.getEnumConstants()).stream().map(PolicyCommands::word).toList();
    throw Failure.usage(
        "The %s (%s) must be one of %s.".formatted(field, typed, String.join(", ", words)));
  }

  /// Such as `fair-share`.
  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static long hours(String typed) {
    var matcher = HALF_LIFE.matcher(typed);
    if (!matcher.matches()) {
      throw Failure.usage(
          "The half-life (" + typed + ") of use must be hours or days, such as 36h or 7d.");
    }
    long number = Long.parseLong(matcher.group(1));
    return matcher.group(2).equals("d") ? number * HOURS_PER_DAY : number;
  }

  private static String shown(long hours) {
    return hours % HOURS_PER_DAY == 0 ? hours / HOURS_PER_DAY + "d" : hours + "h";
  }

  private Sheet sheet(Policies.Policy policy) {
    var times = session.times();
    return new Sheet()
        .line("Version", String.valueOf(policy.version()))
        .line("Order", word(policy.order()))
        .line("Backfill", word(policy.backfill()))
        .line("Half-life of use", shown(policy.usageHalfLifeHours()))
        .line("Since", policy.since() == null ? "the beginning" : times.both(policy.since()));
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
            Column.text("HALF-LIFE", policy -> shown(policy.usageHalfLifeHours())),
            Column.text(
                "SINCE (" + times.zone() + ")",
                policy -> policy.since() == null ? null : times.second(policy.since()))));
  }
}
