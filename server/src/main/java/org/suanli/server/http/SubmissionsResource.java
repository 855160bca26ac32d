package org.suanli.server.http;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.server.identity.Principal;

/// Submitting, cancelling and retrying jobs.
@RestController
final class SubmissionsResource {
  private final Submissions submissions;

  SubmissionsResource(Submissions submissions) {
    this.submissions = submissions;
  }

  /// @param plan whether to say only what would come of it
  @PostMapping(Paths.JOBS)
  @Described(
      answers = {
        @Described.Answer(body = Jobs.Plan.class),
        @Described.Answer(status = 201, body = Jobs.Submitted.class)
      })
  ResponseEntity<Object> submit(
      @RequestBody Jobs.Submission submission,
      @RequestParam(defaultValue = "false") boolean plan,
      Principal caller) {
    return plan
        ? ResponseEntity.ok(submissions.plan(submission, caller))
        : ResponseEntity.status(HttpStatus.CREATED).body(submissions.submit(submission, caller));
  }

  @PostMapping(Paths.JOB_CANCEL)
  Jobs.Job cancel(@PathVariable String job, Principal caller) {
    return submissions.cancel(job, caller);
  }

  /// Submits a job that has ended once more, as it was.
  @PostMapping(Paths.JOB_RETRY)
  @ResponseStatus(HttpStatus.CREATED)
  Jobs.Submitted retry(@PathVariable String job, Principal caller) {
    return submissions.retry(job, caller);
  }
}
