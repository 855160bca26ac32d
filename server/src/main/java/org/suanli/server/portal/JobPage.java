package org.suanli.server.portal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.State;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.units.JobId;
import org.suanli.server.loop.Commands;
import org.suanli.simulation.Forecast;
import tools.jackson.databind.json.JsonMapper;

/// One job: where it stands and why, what it did, what it wrote, what it cost.
@Controller
final class JobPage {
  private static final int TIMELINE_MAX = 200;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Commands commands;
  private final JdbcClient jdbc;
  private final InstantSource clock;

  JobPage(Commands commands, JdbcClient jdbc, InstantSource clock) {
    this.commands = commands;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  record TimelineRow(String at, String kind, String text) {
    public String tone() {
      return switch (kind) {
        case "AttemptStarted", "CheckpointSaved" -> "live";
        case "StopRequested", "KillRequested", "TaskEnded" -> "wait";
        default -> text.contains("succeeded") ? "good" : text.contains("fail") ? "bad" : "";
      };
    }
  }

  /// @param promised, forecast empty if there is none
  record Waits(String reason, String remedy, String promised, String forecast) {
    static final Waits NOT = new Waits("", "", "", "");
  }

  record View(
      JobRow job,
      Waits waits,
      List<AttemptRow> attempts,
      List<TimelineRow> timeline,
      JobCost cost,
      String file,
      String log,
      boolean mayChange) {

    public boolean mayCancel() {
      return mayChange && (job.state().equals("WAITING") || job.state().equals("RUNNING"));
    }

    /// A task of an attempt, as the log's chooser names it; the latest attempt first.
    public List<String> logChoices() {
      return attempts.stream()
          .flatMap(
              attempt ->
                  Stream.iterate(0, task -> task + 1)
                      .limit(attempt.tasks().size())
                      .map(task -> attempt.number() + "." + task))
          .toList();
    }

    public String logSource() {
      return "/jobs/" + job.id() + "/log?log=" + log;
    }

    public boolean hasMetrics() {
      return !attempts.isEmpty();
    }
  }

  @GetMapping("/jobs/{id}")
  String show(
      Viewer viewer,
      @PathVariable String id,
      @RequestParam(defaultValue = "") String log,
      Model model) {
    var job = Ids.job(id);
    var row = visible(viewer, job);
    var attempts = AttemptRow.list(jdbc, job);
    var choice = log.isEmpty() && !attempts.isEmpty() ? attempts.getFirst().number() + ".0" : log;
    model.addAttribute(
        "view",
        new View(
            row,
            waits(job),
            attempts,
            timeline(job),
            JobCost.of(jdbc, job),
            file(row.digest()),
            choice,
            viewer.mayChange(row.organization())));
    return "portal/job";
  }

  JobRow visible(Viewer viewer, JobId job) {
    return JobRow.find(jdbc, job, clock.instant())
        .filter(row -> viewer.maySee(row.organization()))
        .orElseThrow(NotHere::new);
  }

  private Waits waits(JobId job) {
    record Seen(Optional<WaitReason> reason, Optional<Instant> promised, Optional<State> copy) {}
    var seen =
        Loop.await(
            commands.read(
                (Engine engine) -> {
                  var reason = engine.explain(job, clock.instant());
                  var promised =
                      Optional.ofNullable(engine.state().jobs().get(job))
                          .flatMap(waiting -> waiting.promised());
                  return new Seen(reason, promised, reason.map(_ -> engine.state().copy()));
                }));
    if (seen.reason().isEmpty()) {
      return Waits.NOT;
    }
    var forecast = Forecast.start(seen.copy().orElseThrow(), job, clock.instant());
    return new Waits(
        seen.reason().get().sentence(),
        seen.reason().get().remedy(),
        seen.promised().map(Words::at).orElse(""),
        forecast.map(Words::at).orElse(""));
  }

  private List<TimelineRow> timeline(JobId job) {
    var rows =
        jdbc.sql("SELECT * FROM job_event WHERE job = :job ORDER BY seq DESC LIMIT :limit")
            .param("job", job.value())
            .param("limit", TIMELINE_MAX)
            .query(
                (row, _) ->
                    new TimelineRow(
                        Words.at(row.getTimestamp("at").toInstant()),
                        row.getString("kind"),
                        row.getString("detail")))
            .list();
    return new ArrayList<>(rows);
  }

  private String file(String digest) {
    return jdbc.sql("SELECT canonical FROM job_spec WHERE digest = :digest")
        .param("digest", digest)
        .query(String.class)
        .optional()
        .map(json -> JSON.readTree(json).toPrettyString())
        .orElse("");
  }

  @PostMapping("/jobs/{id}/cancel")
  String cancel(Viewer viewer, @PathVariable String id) {
    var job = Ids.job(id);
    if (!viewer.mayChange(visible(viewer, job).organization())) {
      throw new NotHere();
    }
    Loop.await(commands.submit(new Command.Cancel(job), viewer.member()));
    return "redirect:/jobs/" + job;
  }
}
