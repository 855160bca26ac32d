package org.suanli.cli;

import java.time.Instant;
import java.util.List;
import org.suanli.api.Amount;
import org.suanli.api.Jobs;
import org.suanli.api.Money;
import org.suanli.api.Window;

/// Jobs as a server tells of them.
final class SampleJobs {
  static final String DIGEST = "5f".repeat(32);

  private SampleJobs() {}

  static Instant at(String dayAndTime) {
    return Instant.parse("2026-03-" + dayAndTime + "Z");
  }

  static Amount pflopsHours(String amount) {
    return new Amount(Amount.Unit.PFLOPS_HOURS, amount);
  }

  static Amount cardSeconds(String amount) {
    return new Amount(Amount.Unit.CARD_SECONDS, amount);
  }

  static Jobs.Job running() {
    return new Jobs.Job(
        "job-7",
        "ocean/models",
        "ocean",
        "member-4",
        "训练 大模型",
        Jobs.State.RUNNING,
        "STANDARD",
        10,
        2,
        16,
        16_000,
        DIGEST,
        2,
        at("02T01:00:00"),
        null,
        at("02T02:30:00"),
        null,
        "north",
        "Ascend 910B2",
        null,
        null);
  }

  static Jobs.Job waiting() {
    return new Jobs.Job(
        "job-8",
        "ocean/models",
        "ocean",
        "member-4",
        "evaluate",
        Jobs.State.WAITING,
        "SPOT",
        0,
        1,
        8,
        8_000,
        DIGEST,
        0,
        at("02T03:15:00"),
        at("02T06:00:00"),
        null,
        null,
        null,
        null,
        null,
        null);
  }

  static Jobs.Job ended(Jobs.State state) {
    return new Jobs.Job(
        "job-7",
        "ocean/models",
        "ocean",
        "member-4",
        "训练 大模型",
        state,
        "STANDARD",
        10,
        2,
        16,
        16_000,
        DIGEST,
        2,
        at("02T01:00:00"),
        null,
        at("02T02:30:00"),
        at("02T03:59:00"),
        "north",
        "Ascend 910B2",
        state == Jobs.State.SUCCEEDED ? "SUCCEEDED" : "TASK_FAILED",
        null);
  }

  static Jobs.JobDetail detail(Jobs.Job job) {
    return new Jobs.JobDetail(
        job,
        List.of(
            new Jobs.Attempt(
                "job-7.2",
                2,
                "RUNNING",
                "north",
                "Ascend 910B2",
                at("02T02:29:58"),
                at("02T02:30:00"),
                null,
                null,
                null,
                tasks(),
                cardSeconds("86400.000000"),
                null),
            new Jobs.Attempt(
                "job-7.1",
                1,
                "ENDED",
                "north",
                "Ascend 910B2",
                at("02T01:00:01"),
                at("02T01:00:03"),
                at("02T02:00:03"),
                "LOST",
                "NODE_LOST",
                List.of(),
                cardSeconds("57600.000000"),
                pflopsHours("5.008000000"))),
        List.of("job-3"));
  }

  private static List<Jobs.Task> tasks() {
    return List.of(
        new Jobs.Task(0, "worker", "n1", List.of(0, 1, 2, 3, 4, 5, 6, 7), 1_000, null, null, null),
        new Jobs.Task(
            1,
            "worker",
            "n2",
            List.of(3),
            250,
            at("02T03:00:00"),
            137,
            "The node stopped answering."));
  }

  static List<Jobs.TimelineEvent> timeline() {
    return List.of(
        new Jobs.TimelineEvent(41, at("02T01:00:00"), "JobSubmitted", "By member-4."),
        new Jobs.TimelineEvent(42, at("02T01:00:01"), "AttemptPlaced", "job-7.1 on n1 and n2."));
  }

  static Jobs.Explanation explanation() {
    return new Jobs.Explanation(
        "job-8",
        Jobs.State.WAITING,
        new Jobs.Reason(
            "NO_ROOM",
            "The accelerators (8) that it asks for are more than those (4) that are free.",
            "Maybe ask for fewer accelerators, or wait until job-7 ends."),
        at("02T06:00:00"),
        new Jobs.Forecast(at("02T05:30:00"), "every running job ends at its time limit"),
        List.of(
            new Jobs.Alternative("ShorterLimit", "40m", "With a time limit of at most 40 min."),
            new Jobs.Alternative("FewerTasks", "3", "With at most 3 tasks.")));
  }

  static Jobs.Shortfall shortfall() {
    return new Jobs.Shortfall(
        "allocation-3",
        at("04T00:00:00"),
        false,
        "The allocation-3 is used up at 2026-03-04T00:00:00Z.");
  }

  static Jobs.Submitted submitted() {
    return new Jobs.Submitted(waiting(), shortfall());
  }

  static Jobs.Plan plan() {
    return new Jobs.Plan(
        true,
        List.of(),
        8,
        8_000,
        1,
        false,
        new Jobs.Forecast(at("02T05:30:00"), "every running job ends at its time limit"),
        explanation().reason(),
        List.of(
            new Jobs.Reservation(
                "Ascend 910B2",
                "allocation-3",
                pflopsHours("60.096000000"),
                new Window(at("02T05:30:00"), at("03T05:30:00")),
                new Money(Money.YUAN, "751.20000")),
            new Jobs.Reservation("H100", null, null, null, null)),
        shortfall(),
        "{}");
  }

  static Jobs.Plan refusedPlan() {
    return new Jobs.Plan(
        false,
        List.of(
            "The accelerators (128) of the job must not exceed the quota (64) of ocean.\n"
                + "Maybe ask for 64."),
        128,
        128_000,
        16,
        false,
        null,
        null,
        List.of(),
        null,
        "{}");
  }
}
