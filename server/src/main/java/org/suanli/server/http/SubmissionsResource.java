package org.suanli.server.http;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.ErrorCode;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.core.allocation.Role;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.spec.JobFile;
import org.suanli.core.spec.Run;
import org.suanli.core.spec.Violation;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.ProjectId;
import org.suanli.server.identity.Principal;
import org.suanli.server.jobfile.JobFileText;

/// Submitting, cancelling and retrying jobs.
@RestController
final class SubmissionsResource {
  private final Desk desk;
  private final JobQueries jobs;
  private final Outlook outlook;
  private final CodeStore code;
  private final InstantSource clock;

  SubmissionsResource(
      Desk desk, JobQueries jobs, Outlook outlook, CodeStore code, InstantSource clock) {
    this.desk = desk;
    this.jobs = jobs;
    this.outlook = outlook;
    this.code = code;
    this.clock = clock;
  }

  /// @param plan whether to say only what would come of it
  @PostMapping(Paths.JOBS)
  ResponseEntity<Object> submit(
      @RequestBody Jobs.Submission submission,
      @RequestParam(defaultValue = "false") boolean plan,
      Principal caller) {
    var file = read(submission, caller, plan);
    var project = file.project().orElseThrow();
    if (plan) {
      var command = new Command.Submit(project, file.demand(), file.digest());
      return ResponseEntity.ok(outlook.plan(command, file, caller.member()));
    }
    return ResponseEntity.status(HttpStatus.CREATED).body(submit(file, project, caller));
  }

  private JobFile read(Jobs.Submission submission, Principal caller, boolean isPlan) {
    var file =
        switch (JobFileText.parse(submission.file(), models())) {
          case JobFile.Parsed.Ok(var read) -> read;
          case JobFile.Parsed.Bad(var violations) ->
              throw new ProblemException(
                  ErrorCode.INVALID, violations.stream().map(Violation::toString).toList());
        };
    var asked = submission.project();
    var project =
        asked == null
            ? file.project().orElseThrow(SubmissionsResource::noProject)
            : Scoping.project(caller, asked);
    if (!caller.sees(project.organization())) {
      throw ProblemException.notFound("project (" + project + ")");
    }
    if (!isPlan) {
      requireCode(file);
    }
    return file.withProject(project);
  }

  private static ProblemException noProject() {
    return ProblemException.invalid(
        "The project must be given, in the job file or beside it.\nMaybe 'project: NAME'.");
  }

  /// The models of the nodes, so that a part of a name suffices.
  private List<ModelName> models() {
    return desk.read(
        engine -> {
          var models = new TreeSet<ModelName>();
          engine.state().fleet().nodes().forEach(slot -> models.add(slot.spec().model()));
          return List.copyOf(models);
        });
  }

  private void requireCode(JobFile file) {
    var violations = new ArrayList<String>();
    file.run().files().code().ifPresent(wanted -> violations.addAll(missing(wanted)));
    if (!violations.isEmpty()) {
      throw new ProblemException(ErrorCode.INVALID, violations);
    }
  }

  private List<String> missing(Run.Code wanted) {
    return switch (wanted) {
      case Run.Code.Upload(var sha256) ->
          code.find(sha256).isPresent()
              ? List.of()
              : List.of("The code (" + sha256 + ") of the job must be uploaded first.");
      case Run.Code.Folder(var folder) ->
          List.of(
              "The code (%s) of the job must be uploaded and named by its SHA-256.\nMaybe submit with 'suanli submit', which does both."
                  .formatted(folder));
    };
  }

  private Jobs.Submitted submit(JobFile file, ProjectId project, Principal caller) {
    var digest = file.digest();
    var text = new JobQueries.StoredText(file.toCanonicalJson(), clock.instant());
    jobs.store(digest, file.name(), text);
    var command = new Command.Submit(project, file.demand(), digest);
    var submitted = Desk.first(desk.submit(command, caller), Event.JobSubmitted.class);
    return new Jobs.Submitted(jobs.require(submitted.job()));
  }

  @PostMapping(Paths.JOB_CANCEL)
  Jobs.Job cancel(@PathVariable String job, Principal caller) {
    var id = Wire.jobId(job);
    requireMayChange(jobs.require(id), caller);
    desk.submit(new Command.Cancel(id), caller);
    return jobs.require(id);
  }

  /// Submits a job that has ended once more, as it was.
  @PostMapping(Paths.JOB_RETRY)
  ResponseEntity<Jobs.Submitted> retry(@PathVariable String job, Principal caller) {
    var old = jobs.require(Wire.jobId(job));
    requireMayChange(old, caller);
    if (!old.state().isTerminal()) {
      throw ProblemException.conflict("The " + old.job() + " must have ended to be tried again.");
    }
    var file = JobFileText.parseStored(jobs.file(old.digest()));
    requireCode(file);
    var again = submit(file, Wire.projectId(old.project()), caller);
    return ResponseEntity.status(HttpStatus.CREATED).body(again);
  }

  /// A member's job is that member's, and the administrators'.
  private static void requireMayChange(Jobs.Job job, Principal caller) {
    if (caller.role() == Role.MEMBER && !job.member().equals(caller.member().toString())) {
      throw ProblemException.forbidden(
          "The %s must be one's own, or be left to an administrator.".formatted(job.job()));
    }
  }
}
