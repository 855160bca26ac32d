package org.suanli.server.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.suanli.api.ErrorCode;
import org.suanli.core.spec.Fault;
import org.suanli.core.spec.JobFile;
import org.suanli.core.spec.Run;
import org.suanli.core.spec.Violation;
import org.suanli.server.identity.ProjectSecrets;

/// What must be here before a job is taken: room on the disk, its code, its secrets.
@Component
final class Prerequisites {
  /// Room is made by people, or by jobs that end.
  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  private final CodeStore code;
  private final ProjectSecrets secrets;
  private final DiskRoom room;

  Prerequisites(CodeStore code, ProjectSecrets secrets, ObjectProvider<DiskRoom> room) {
    this.code = code;
    this.secrets = secrets;
    this.room = room.getIfAvailable(() -> () -> false);
  }

  /// @throws ProblemException UNAVAILABLE if what comes in now could keep endings from being kept
  void requireRoom() {
    if (room.isTight()) {
      throw new ProblemException(
          ErrorCode.UNAVAILABLE,
          List.of(
              "The server's disk must have more room before it takes work.\n"
                  + "Maybe an operator has to free some; what runs goes on."),
          Optional.of(RETRY_AFTER));
    }
  }

  /// @param file with its project
  void requireSecrets(JobFile file) {
    requireNone(missingSecrets(file));
  }

  /// @param file with its project
  void requireAll(JobFile file) {
    var violations = new ArrayList<Violation>(missingSecrets(file));
    file.run().files().code().ifPresent(wanted -> violations.addAll(missing(wanted)));
    requireNone(violations);
  }

  private static void requireNone(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw ProblemException.inJobFile(violations);
    }
  }

  private List<Violation> missingSecrets(JobFile file) {
    var names = file.run().environment().secrets();
    var project = file.project().orElseThrow();
    return secrets.missing(project, names).stream()
        .map(
            name ->
                Violation.of(
                    Fault.SECRET_MISSING, name, project.toString(), project.toString(), name))
        .toList();
  }

  private List<Violation> missing(Run.Code wanted) {
    return switch (wanted) {
      case Run.Code.Upload(var sha256) ->
          code.find(sha256).isPresent()
              ? List.of()
              : List.of(Violation.of(Fault.CODE_MISSING, sha256));
      case Run.Code.Folder(var folder) -> List.of(Violation.of(Fault.CODE_NOT_UPLOADED, folder));
    };
  }
}
