package org.suanli.server.http;

import java.util.List;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import org.suanli.api.ErrorCode;
import org.suanli.api.Jobs;
import org.suanli.core.allocation.Role;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.spec.JobFile;
import org.suanli.core.spec.Violation;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.ProjectId;
import org.suanli.server.identity.Principal;
import org.suanli.server.jobfile.JobFileText;

/// Takes job files in: plans, submits, cancels and retries, for whoever asks and by whichever way.
///
/// Everything here fails with a {@link ProblemException} that says what is wrong.
@Component
public final class Submissions {
  private final Desk desk;
  private final JobQueries jobs;
  private final Outlook outlook;
  private final Prerequisites prerequisites;

  Submissions(Desk desk, JobQueries jobs, Outlook outlook, Prerequisites prerequisites) {
    this.desk = desk;
    this.jobs = jobs;
    this.outlook = outlook;
    this.prerequisites = prerequisites;
  }

  /// Says what would come of a submission, and submits nothing.
  public Jobs.Plan plan(Jobs.Submission submission, Principal caller) {
    requireMaySubmit(caller);
    var file = read(submission, caller);
    prerequisites.requireSecrets(file);
    var project = file.project().orElseThrow();
    var command = new Command.Submit(project, file.demand(), file.digest());
    return outlook.plan(command, file, caller.member());
  }

  public Jobs.Submitted submit(Jobs.Submission submission, Principal caller) {
    requireMaySubmit(caller);
    var made = Desk.made();
    if (made.isPresent()) {
      return submitted(made.get());
    }
    prerequisites.requireRoom();
    var file = read(submission, caller);
    prerequisites.requireAll(file);
    return submit(file, file.project().orElseThrow(), caller);
  }

  private JobFile read(Jobs.Submission submission, Principal caller) {
    var file =
        switch (parse(submission)) {
          case JobFile.Parsed.Ok(var read) -> read;
          case JobFile.Parsed.Bad(var violations) ->
              throw new ProblemException(
                  ErrorCode.INVALID, violations.stream().map(Violation::toString).toList());
        };
    var asked = submission.project();
    var project =
        asked == null
            ? file.project().orElseThrow(Submissions::noProject)
            : Scoping.project(caller, asked);
    if (!caller.sees(project.organization())) {
      throw ProblemException.notFound("project (" + project + ")");
    }
    return file.withProject(project);
  }

  private JobFile.Parsed parse(Jobs.Submission submission) {
    var changes = submission.changes();
    return changes == null
        ? JobFileText.parse(submission.file(), models())
        : JobFileText.parse(submission.file(), changes, models());
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

  private Jobs.Submitted submit(JobFile file, ProjectId project, Principal caller) {
    var command = new Command.Submit(project, file.demand(), jobs.store(file));
    return submitted(desk.submit(command, caller));
  }

  private Jobs.Submitted submitted(List<Event> events) {
    return new Jobs.Submitted(jobs.require(Desk.first(events, Event.JobSubmitted.class).job()));
  }

  /// @param job that the caller may see
  public Jobs.Job cancel(String job, Principal caller) {
    var id = Wire.jobId(job);
    requireMayChange(jobs.require(id), caller);
    desk.submit(new Command.Cancel(id), caller);
    return jobs.require(id);
  }

  /// Submits a job that has ended once more, as it was.
  ///
  /// @param job that the caller may see
  public Jobs.Submitted retry(String job, Principal caller) {
    var old = jobs.require(Wire.jobId(job));
    requireMayChange(old, caller);
    var made = Desk.made();
    if (made.isPresent()) {
      return submitted(made.get());
    }
    if (!old.state().isTerminal()) {
      throw ProblemException.conflict("The " + old.job() + " must have ended to be tried again.");
    }
    prerequisites.requireRoom();
    var project = Wire.projectId(old.project());
    var file = JobFileText.parseStored(jobs.file(old.digest())).withProject(project);
    prerequisites.requireAll(file);
    return submit(file, project, caller);
  }

  private static void requireMaySubmit(Principal caller) {
    if (!maySubmit(caller)) {
      throw ProblemException.forbidden("An auditor must not change anything.");
    }
  }

  private static void requireMayChange(Jobs.Job job, Principal caller) {
    if (!mayChange(caller, job.organization(), job.member())) {
      throw ProblemException.forbidden(
          "The %s must be one's own, or be left to an administrator.".formatted(job.job()));
    }
  }

  /// Whether someone may submit jobs at all.
  public static boolean maySubmit(Principal caller) {
    return caller.role() != Role.AUDITOR;
  }

  /// Whether someone may cancel or retry a job: a member's job is that member's, and the
  /// administrators'.
  ///
  /// @param organization the job's
  /// @param member who submitted it, such as `member-7`
  public static boolean mayChange(Principal caller, String organization, String member) {
    boolean isSeen =
        caller.organization().map(own -> own.value().equals(organization)).orElse(true);
    return switch (caller.role()) {
      case OPERATOR -> true;
      case ADMIN -> isSeen;
      case MEMBER -> isSeen && member.equals(caller.member().toString());
      case AUDITOR -> false;
    };
  }
}
