package org.suanli.server.http;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.suanli.api.Jobs;
import org.suanli.core.allocation.Role;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.Runway;
import org.suanli.core.spec.Fault;
import org.suanli.core.spec.JobFile;
import org.suanli.core.spec.Violation;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
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
  private final InstantSource clock;

  /// What the engine is asked before a submission, at once.
  ///
  /// @param makes of the nodes, so that a part of a name suffices
  /// @param runway of the caller's organization; empty for the centre's own people
  private record Known(List<ModelName> makes, Optional<Runway> runway) {}

  Submissions(
      Desk desk,
      JobQueries jobs,
      Outlook outlook,
      Prerequisites prerequisites,
      InstantSource clock) {
    this.desk = desk;
    this.clock = clock;
    this.jobs = jobs;
    this.outlook = outlook;
    this.prerequisites = prerequisites;
  }

  /// Says what would come of a submission, and submits nothing.
  public Jobs.Plan plan(Jobs.Submission submission, Principal caller) {
    requireMaySubmit(caller);
    var file = read(submission, caller, known(Optional.empty()));
    prerequisites.requireSecrets(file);
    var project = file.project().orElseThrow();
    var command = new Command.Submit(project, file.demand(), file.digest());
    return outlook.plan(command, file, caller.member());
  }

  public Jobs.Submitted submit(Jobs.Submission submission, Principal caller) {
    requireMaySubmit(caller);
    var made = Desk.made();
    if (made.isPresent()) {
      return submitted(made.get(), Optional.empty());
    }
    prerequisites.requireRoom();
    var known = known(caller.organization());
    var file = read(submission, caller, known);
    prerequisites.requireAll(file);
    return submitted(submit(file, caller), known.runway().map(_ -> known));
  }

  private static JobFile read(Jobs.Submission submission, Principal caller, Known known) {
    var file =
        switch (parse(submission, known.makes())) {
          case JobFile.Parsed.Ok(var read) -> read;
          case JobFile.Parsed.Bad(var violations) -> throw ProblemException.inJobFile(violations);
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

  private static JobFile.Parsed parse(Jobs.Submission submission, List<ModelName> makes) {
    var changes = submission.changes();
    return changes == null
        ? JobFileText.parse(submission.file(), makes)
        : JobFileText.parse(submission.file(), changes, makes);
  }

  private static ProblemException noProject() {
    return ProblemException.inJobFile(List.of(Violation.of(Fault.NO_PROJECT)));
  }

  private Known known(Optional<OrganizationId> organization) {
    return desk.read(
        engine ->
            new Known(
                Outlook.makes(engine.state()),
                organization.map(name -> Runway.of(engine.state(), name))));
  }

  private List<Event> submit(JobFile file, Principal caller) {
    var project = file.project().orElseThrow();
    return desk.submit(new Command.Submit(project, file.demand(), jobs.store(file)), caller);
  }

  private Jobs.Submitted submitted(List<Event> events, Optional<Known> before) {
    var submitted = Desk.first(events, Event.JobSubmitted.class);
    var project = submitted.project();
    var known = before.orElseGet(() -> known(Optional.of(project.organization())));
    var shortfall =
        known
            .runway()
            .orElseThrow()
            .shortfall(project, submitted.demand(), known.makes(), clock.instant());
    return new Jobs.Submitted(jobs.require(submitted.job()), Outlook.toWire(shortfall));
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
      return submitted(made.get(), Optional.empty());
    }
    if (!old.state().isTerminal()) {
      throw ProblemException.conflict("The " + old.job() + " must have ended to be tried again.");
    }
    prerequisites.requireRoom();
    var project = Wire.projectId(old.project());
    var file = JobFileText.parseStored(jobs.file(old.digest())).withProject(project);
    prerequisites.requireAll(file);
    return submitted(submit(file, caller), Optional.empty());
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
