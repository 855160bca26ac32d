package org.suanli.cli.code;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// The field of a job file that names the code, found in its text so that all else stays as it was
/// written, line by line.
public final class CodeField {
  private static final List<String> NAMES = List.of("code", "workdir", "working_dir");

  /// Before the digest of uploaded code.
  public static final String UPLOADED = "sha256:";

  private final String text;
  private final String folder;
  private final int from;
  private final int until;

  private CodeField(String text, ScalarNode value) {
    this.text = text;
    this.folder = value.getValue();
    this.from = value.getStartMark().orElseThrow().getIndex();
    this.until = value.getEndMark().orElseThrow().getIndex();
  }

  /// The field, if it names a folder.
  ///
  /// @param text YAML or JSON; what is neither is left to the server to refuse
  public static Optional<CodeField> find(String text) {
    if (NAMES.stream().noneMatch(name -> normal(text).contains(name))) {
      return Optional.empty();
    }
    try {
      // Marks are kept, and count code points.
      var settings = LoadSettings.builder().setUseMarks(true).build();
      return new Compose(settings)
          .composeString(text)
          .filter(MappingNode.class::isInstance)
          .map(MappingNode.class::cast)
          .flatMap(
              mapping -> mapping.getValue().stream().flatMap(t -> value(t).stream()).findFirst())
          .map(value -> new CodeField(text, value));
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }

  private static Optional<ScalarNode> value(NodeTuple field) {
    boolean isCode =
        field.getKeyNode() instanceof ScalarNode key && NAMES.contains(normal(key.getValue()));
    return isCode && field.getValueNode() instanceof ScalarNode value && isFolder(value)
        ? Optional.of(value)
        : Optional.empty();
  }

  private static boolean isFolder(ScalarNode value) {
    boolean isLine =
        value.getScalarStyle() != ScalarStyle.LITERAL
            && value.getScalarStyle() != ScalarStyle.FOLDED;
    return isLine && !value.getValue().isBlank() && !isUploaded(value.getValue());
  }

  /// Whether a value names code that was uploaded before.
  public static boolean isUploaded(String value) {
    return value.startsWith(UPLOADED);
  }

  /// As it is written in the file.
  public String folder() {
    return folder;
  }

  /// The job file with the uploaded code in place of the folder.
  public String withUpload(String sha256) {
    int start = text.offsetByCodePoints(0, from);
    int end = text.offsetByCodePoints(0, until);
    return text.substring(0, start) + "\"" + UPLOADED + sha256 + "\"" + text.substring(end);
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }
}
