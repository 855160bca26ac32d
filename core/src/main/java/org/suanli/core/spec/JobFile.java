package org.suanli.core.spec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.ProjectId;

/// A job as a user asks for it. Fields, aliases, defaults and bounds: docs/reference/job-file.md.
///
/// @param name what the user calls it; 1 to 100 printable characters
/// @param project where it is submitted; empty if the caller supplies it
/// @param demand all of it that decisions depend on
/// @param run what its tasks do
public record JobFile(String name, Optional<ProjectId> project, Demand demand, Run run) {
  /// Of a job file as written and in its canonical form, in characters: room for scripts and
  /// settings, none for data.
  public static final int LENGTH_MAX = 256 * 1_024;

  static final int NAME_LENGTH_MAX = 100;

  public JobFile {
    if (name.isBlank() || name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "The name (%s) of a job must be 1 to %d characters.".formatted(name, NAME_LENGTH_MAX));
    }
    var roles = demand.shape().roles().stream().map(RoleDemand::name).toList();
    if (!run.programs().stream().map(Run.Program::role).toList().equals(roles)) {
      throw new IllegalArgumentException(
          "The programs (%s) of a job must be one for each of its roles (%s)."
              .formatted(run.programs(), roles));
    }
  }

  /// What came of a job file.
  public sealed interface Parsed {

    /// A job that is valid by existing.
    record Ok(JobFile file) implements Parsed {}

    /// Everything that is wrong with it.
    ///
    /// @param violations at least one, by line
    record Bad(List<Violation> violations) implements Parsed {
      public Bad {
        violations = List.copyOf(violations);
      }
    }
  }

  /// Reads a job file whose models are named in full, such as one in its canonical form.
  public static Parsed parse(Document document) {
    return parse(document, List.of());
  }

  /// Reads a job file.
  ///
  /// @param models the models of the centre; a part of a name, such as `910B2`, stands for all of
  ///   them that it fits, and what fits none is a violation. If there are none, names stay as
  ///   written.
  public static Parsed parse(Document document, List<ModelName> models) {
    return new JobFileParser(models).parse(document);
  }

  /// Reads a job file, with other fields in the place of its own.
  ///
  /// @param changes fields of a job file; `null` leaves one out, and a mapping of `env`, `labels`
  ///   or `checkpoint` replaces only what it names
  public static Parsed parse(Document document, Document.Mapping changes, List<ModelName> models) {
    return parse(
        document instanceof Document.Mapping file ? Changes.apply(file, changes) : document,
        models);
  }

  /// The job file in the one form that equal job files share: every field that is not empty, in a
  /// fixed order, with its standard name, as JSON on one line. {@link #parse(Document)} of it is
  /// equal to this.
  public String toCanonicalJson() {
    return CanonicalJson.write(CanonicalForm.of(this));
  }

  /// SHA-256 of the canonical form in UTF-8, in 64 hexadecimal digits: what the journal knows of a
  /// job file.
  public String digest() {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(sha256.digest(toCanonicalJson().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /// The same job in a project.
  public JobFile withProject(ProjectId project) {
    return new JobFile(name, Optional.of(project), demand, run);
  }

  /// The same job with its code uploaded.
  public JobFile withCode(Run.Code code) {
    var files = new Run.Files(Optional.of(code), run.files().outputs(), run.files().checkpoint());
    return new JobFile(
        name, project, demand, new Run(run.programs(), run.environment(), files, run.labels()));
  }
}
