package org.suanli.server.jobfile;

import java.util.List;
import org.suanli.core.spec.Document;
import org.suanli.core.spec.Fault;
import org.suanli.core.spec.JobFile;
import org.suanli.core.spec.Violation;
import org.suanli.core.units.ModelName;

/// Reads the text of a job file.
public final class JobFileText {
  private JobFileText() {}

  /// Reads what a user wrote.
  ///
  /// @param text YAML 1.2 or JSON
  /// @param models the models of the centre, which users name by a part of their names
  public static JobFile.Parsed parse(String text, List<ModelName> models) {
    return switch (Yaml.read(text)) {
      case Yaml.Read.Ok(var document) -> JobFile.parse(document, models);
      case Yaml.Read.Bad(var violation) -> new JobFile.Parsed.Bad(List.of(violation));
    };
  }

  /// Reads what a user wrote, with other fields in the place of its own.
  ///
  /// @param changes YAML 1.2 or JSON
  public static JobFile.Parsed parse(String text, String changes, List<ModelName> models) {
    var file = Yaml.read(text);
    var news = Yaml.read(changes);
    if (!(file instanceof Yaml.Read.Ok(var document))) {
      return parse(text, models);
    }
    return switch (news) {
      case Yaml.Read.Ok(Document.Mapping mapping) -> JobFile.parse(document, mapping, models);
      case Yaml.Read.Ok _ -> refused(Fault.CHANGES_NOT_FIELDS);
      case Yaml.Read.Bad(var violation) -> refused(Fault.CHANGES, violation.message());
    };
  }

  private static JobFile.Parsed refused(Fault fault, Object... values) {
    return new JobFile.Parsed.Bad(List.of(Violation.of(fault, values)));
  }

  /// Reads the canonical form that was stored when the job was accepted.
  ///
  /// @throws IllegalStateException if it is not valid, which a stored text always is
  public static JobFile parseStored(String canonicalJson) {
    return switch (parse(canonicalJson, List.of())) {
      case JobFile.Parsed.Ok(var file) -> file;
      case JobFile.Parsed.Bad(var violations) ->
          throw new IllegalStateException("The stored job file must be valid: " + violations);
    };
  }
}
