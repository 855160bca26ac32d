package org.suanli.server.http;

import java.time.InstantSource;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Jobs;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.core.scheduling.Alternative;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.units.JobId;
import org.suanli.core.units.OrganizationId;
import org.suanli.server.identity.Principal;

/// Jobs as they are and were.
@RestController
final class JobsResource {
  /// Attempts shown with a job; the list of attempts has them all.
  private static final int ATTEMPTS_SHOWN = 10;

  private final JobQueries jobs;
  private final AttemptQueries attempts;
  private final Outlook outlook;
  private final Desk desk;
  private final InstantSource clock;

  JobsResource(
      JobQueries jobs, AttemptQueries attempts, Outlook outlook, Desk desk, InstantSource clock) {
    this.jobs = jobs;
    this.attempts = attempts;
    this.outlook = outlook;
    this.desk = desk;
    this.clock = clock;
  }

  @GetMapping(Paths.JOBS)
  Page<Jobs.Job> list(JobQueries.Filter filter, Slice slice, Principal caller) {
    var of = Scoping.organization(caller, filter.organization());
    var rows = jobs.list(filter, of.map(OrganizationId::value).orElse(null), slice);
    return slice.page(rows, row -> row, JobQueries::key);
  }

  @GetMapping(Paths.JOB)
  Jobs.JobDetail show(@PathVariable String job) {
    var id = Wire.jobId(job);
    return new Jobs.JobDetail(
        jobs.require(id),
        attempts.list(id, Integer.MAX_VALUE, ATTEMPTS_SHOWN),
        jobs.dependencies(id));
  }

  @GetMapping(value = Paths.JOB_FILE, produces = MediaType.APPLICATION_JSON_VALUE)
  @Described(answers = @Described.Answer(body = Object.class))
  ResponseEntity<String> file(@PathVariable String job) {
    var found = jobs.require(Wire.jobId(job));
    return ResponseEntity.ok().eTag(found.digest()).body(jobs.file(found.digest()));
  }

  @GetMapping(Paths.JOB_ATTEMPTS)
  Page<Jobs.Attempt> attempts(@PathVariable String job, Slice slice) {
    var rows = attempts.list(Wire.jobId(job), slice.after(Integer.MAX_VALUE), slice.probe());
    return slice.page(rows, row -> row, Jobs.Attempt::number);
  }

  @GetMapping(Paths.JOB_TIMELINE)
  Page<Jobs.TimelineEvent> timeline(@PathVariable String job, Slice slice) {
    var rows = jobs.timeline(Wire.jobId(job), slice);
    return slice.page(rows, row -> row, Jobs.TimelineEvent::sequence);
  }

  @GetMapping(Paths.JOB_EXPLANATION)
  Jobs.Explanation explain(@PathVariable String job) {
    var id = Wire.jobId(job);
    var reason = reason(id);
    var found = jobs.require(id);
    return new Jobs.Explanation(
        found.job(),
        found.state(),
        reason,
        found.promisedAt(),
        reason == null ? null : outlook.start(id).orElse(null),
        alternatives(id));
  }

  private Jobs.@org.jspecify.annotations.Nullable Reason reason(JobId id) {
    var now = clock.instant();
    return desk.read(engine -> engine.explain(id, now)).map(JobsResource::toWire).orElse(null);
  }

  private List<Jobs.Alternative> alternatives(JobId id) {
    var now = clock.instant();
    return desk.read(engine -> engine.alternatives(id, now)).stream()
        .map(JobsResource::toWire)
        .toList();
  }

  private static Jobs.Alternative toWire(Alternative alternative) {
    return new Jobs.Alternative(
        alternative.getClass().getSimpleName(), alternative.value(), alternative.sentence());
  }

  static Jobs.Reason toWire(WaitReason reason) {
    return new Jobs.Reason(reason.getClass().getSimpleName(), reason.sentence(), reason.remedy());
  }
}
