package org.suanli.server.jobfile;

import java.util.List;
import org.suanli.core.spec.JobFile;
import org.suanli.core.spec.Violation;
import org.suanli.core.units.ModelName;

/// The models that the tests' centre knows, and what it makes of a text.
final class Centre {
  static final List<ModelName> MODELS =
      List.of(
          new ModelName("Ascend 910B2"),
          new ModelName("Ascend 910C"),
          new ModelName("NVIDIA H100 SXM"),
          new ModelName("MetaX C500 PCIe"),
          new ModelName("MetaX C500 OAM"),
          new ModelName("Moore Threads MTT S4000"));

  private Centre() {}

  static JobFile accept(String text) {
    return switch (JobFileText.parse(text, MODELS)) {
      case JobFile.Parsed.Ok(var file) -> file;
      case JobFile.Parsed.Bad(var violations) -> throw new AssertionError("Refused: " + violations);
    };
  }

  /// Each violation as `line N: message`.
  static List<String> refuse(String text) {
    return switch (JobFileText.parse(text, MODELS)) {
      case JobFile.Parsed.Ok(var file) -> throw new AssertionError("Accepted: " + file);
      case JobFile.Parsed.Bad(var violations) ->
          violations.stream().map(Violation::toString).toList();
    };
  }
}
