package org.suanli.server.portal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.suanli.api.Paths;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.State;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.units.JobId;
import org.suanli.server.http.Submissions;
import org.suanli.server.http.TaskFiles;
import org.suanli.server.loop.Commands;
import org.suanli.simulation.Forecast;
import tools.jackson.databind.json.JsonMapper;

/// One job: where it stands and why, what it did, what it wrote, what it cost.
@Controller
final class JobPage {
  private static final int TIMELINE_MAX = 200;
  private static final int OUTPUTS_MAX = 50;
  private static final Pattern LOG = Pattern.compile("[1-9][0-9]{0,5}\\.[0-9]{1,5}");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Commands commands;
  private final JdbcClient jdbc;
  private final Submissions submissions;
  private final Optional<TaskFiles> files;
  private final Words words;
  private final InstantSource clock;

  /// What the page is made from beside the engine and the tables.
  @Component
  record Sources(
      Submissions submissions, Optional<TaskFiles> files, Words words, InstantSource clock) {}

  JobPage(Commands commands, JdbcClient jdbc, Sources sources) {
    this.commands = commands;
    this.jdbc = jdbc;
    submissions = sources.submissions();
    files = sources.files();
    words = sources.words();
    clock = sources.clock();
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

  record OutputRow(String path, String address, String size, String at) {}

  /// @param log the attempt and task whose log is shown, such as `2.0`; empty for the last
  ///   attempt's first
  record View(
      JobRow job,
      Waits waits,
      List<AttemptRow> attempts,
      List<TimelineRow> timeline,
      List<OutputRow> outputs,
      JobCost cost,
      String file,
      String log,
      boolean mayChange) {

    public boolean mayCancel() {
      return mayChange && !job.hasEnded();
    }

    public boolean mayRetry() {
      return mayChange && job.hasEnded();
    }

    public boolean hasMoreOutputs() {
      return outputs.size() == OUTPUTS_MAX;
    }

    /// Where the page is read again from, with the same choices.
    public String address() {
      return "/jobs/" + job.id() + (log.isEmpty() ? "" : "?log=" + log);
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

    /// The choice that is shown; empty as long as there is no attempt.
    public String logShown() {
      return log.isEmpty() && !attempts.isEmpty() ? attempts.getFirst().number() + ".0" : log;
    }

    /// Where the programs' interface offers that log; empty as long as there is no attempt.
    public String logSource() {
      if (attempts.isEmpty()) {
        return "";
      }
      var parts = logShown().split("\\.", 2);
      return Paths.of(Paths.JOB_LOGS, job.id())
          + "?attempt="
          + parts[0]
          + "&task="
          + parts[1]
          + "&offset=";
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
    if (!log.isEmpty() && !LOG.matcher(log).matches()) {
      throw new NotHere();
    }
    model.addAttribute(
        "view",
        new View(
            row,
            waits(job),
            AttemptRow.list(jdbc, job),
            timeline(job),
            outputs(job),
            JobCost.of(jdbc, job, words),
            file(row.digest()),
            log,
            viewer.mayChange(row)));
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

  private List<OutputRow> outputs(JobId job) {
    return files.stream()
        .flatMap(source -> source.outputs(job, "", OUTPUTS_MAX).stream())
        .map(
            output ->
                new OutputRow(
                    output.path(),
                    Paths.of(Paths.JOB_OUTPUT, job.toString(), output.path()),
                    Words.size(output.bytes()),
                    Words.at(output.modifiedAt())))
        .toList();
  }

  @PostMapping("/jobs/{id}/cancel")
  String cancel(Viewer viewer, @PathVariable String id) {
    var job = changeable(viewer, id);
    submissions.cancel(job, viewer.principal());
    return "redirect:/jobs/" + job;
  }

  /// Submits it once more, and shows the new job.
  @PostMapping("/jobs/{id}/retry")
  String retry(Viewer viewer, @PathVariable String id) {
    var job = changeable(viewer, id);
    return "redirect:/jobs/" + submissions.retry(job, viewer.principal()).job().job();
  }

  private String changeable(Viewer viewer, String id) {
    var row = visible(viewer, Ids.job(id));
    if (!viewer.mayChange(row)) {
      throw new NotHere();
    }
    return row.id();
  }
}
