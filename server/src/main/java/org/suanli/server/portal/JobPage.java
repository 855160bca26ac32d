package org.suanli.server.portal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
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
import org.suanli.core.scheduling.Alternative;
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
  private static final int OUTPUTS_MAX = 50;
  private static final Pattern LOG = Pattern.compile("[1-9][0-9]{0,5}\\.[0-9]{1,5}");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Copies of the centre's state that are run ahead at one time; who comes beside them is told no
  /// forecast this time.
  private static final int FORECASTS_MAX = 2;

  private final Commands commands;
  private final JdbcClient jdbc;
  private final Submissions submissions;
  private final Sources from;
  private final Semaphore forecasts = new Semaphore(FORECASTS_MAX);

  /// What the page is made from beside the engine and the tables.
  @Component
  record Sources(
      JobTable table,
      JobTimeline timeline,
      Reasons reasons,
      Optional<TaskFiles> files,
      Words words,
      InstantSource clock) {}

  JobPage(Commands commands, JdbcClient jdbc, Submissions submissions, Sources sources) {
    this.commands = commands;
    this.jdbc = jdbc;
    this.submissions = submissions;
    from = sources;
  }

  /// @param promised, forecast empty if there is none
  /// @param alternatives what would start now
  record Waits(
      String reason, String remedy, String promised, String forecast, List<String> alternatives) {
    static final Waits NOT = new Waits("", "", "", "", List.of());
  }

  record OutputRow(String path, String address, String size, String at) {}

  record View(
      JobRow job,
      Waits waits,
      List<AttemptRow> attempts,
      JobTimeline.View timeline,
      List<OutputRow> outputs,
      JobCost cost,
      String file,
      Log log,
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
      return "/jobs/" + job.id() + (log.asked().isEmpty() ? "" : "?log=" + log.asked());
    }
  }

  /// Whose log is shown.
  ///
  /// @param asked the attempt and task, such as `2.0`; empty for the last attempt's first
  /// @param isHere whether this server can read logs
  record Log(JobRow job, List<AttemptRow> attempts, String asked, boolean isHere) {

    /// A task of an attempt, as the log's chooser names it; the latest attempt first.
    public List<String> choices() {
      return attempts.stream()
          .flatMap(
              attempt ->
                  Stream.iterate(0, task -> task + 1)
                      .limit(attempt.tasks().size())
                      .map(task -> attempt.number() + "." + task))
          .toList();
    }

    /// The choice that is shown; empty as long as there is no attempt.
    public String shown() {
      return asked.isEmpty() && !attempts.isEmpty() ? attempts.getFirst().number() + ".0" : asked;
    }

    /// Where the programs' interface offers that log; empty if there is none to read.
    public String source() {
      if (attempts.isEmpty() || !isHere) {
        return "";
      }
      var parts = shown().split("\\.", 2);
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
    var row = from.table().visible(viewer, job);
    if (!log.isEmpty() && !LOG.matcher(log).matches()) {
      throw new NotHere();
    }
    var attempts = AttemptRow.list(jdbc, job);
    model.addAttribute("words", from.words());
    model.addAttribute(
        "view",
        new View(
            row,
            waits(job),
            attempts,
            from.timeline().of(job, attempts, from.clock().instant()),
            outputs(job),
            JobCost.of(jdbc, job, from.words()),
            file(row.digest()),
            new Log(row, attempts, log, from.files().isPresent()),
            viewer.mayChange(row)));
    return "portal/job";
  }

  private record Seen(
      Optional<WaitReason> reason, Optional<Instant> promised, List<Alternative> alternatives) {}

  private Waits waits(JobId job) {
    var seen =
        Loop.read(
            commands,
            engine ->
                new Seen(
                    engine.explain(job, from.clock().instant()),
                    Optional.ofNullable(engine.state().jobs().get(job))
                        .flatMap(waiting -> waiting.promised()),
                    engine.alternatives(job, from.clock().instant())));
    if (seen.reason().isEmpty()) {
      return Waits.NOT;
    }
    return new Waits(
        from.reasons().sentence(seen.reason().get()),
        from.reasons().remedy(seen.reason().get()),
        seen.promised().map(from.words()::at).orElse(""),
        forecast(job).map(from.words()::at).orElse(""),
        seen.alternatives().stream().map(from.reasons()::alternative).toList());
  }

  private Optional<Instant> forecast(JobId job) {
    if (!forecasts.tryAcquire()) {
      return Optional.empty();
    }
    try {
      var copy = Loop.read(commands, engine -> engine.state().copy());
      return Forecast.start(copy, job, from.clock().instant());
    } finally {
      forecasts.release();
    }
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
    return from.files().stream()
        .flatMap(source -> source.outputs(job, "", OUTPUTS_MAX).stream())
        .map(
            output ->
                new OutputRow(
                    output.path(),
                    Paths.of(Paths.JOB_OUTPUT, job.toString(), output.path()),
                    Words.size(output.bytes()),
                    from.words().at(output.modifiedAt())))
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
    var row = from.table().visible(viewer, Ids.job(id));
    if (!viewer.mayChange(row)) {
      throw new NotHere();
    }
    return row.id();
  }
}
