package org.suanli.core.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads what the tasks of a job find around them, and what is kept of them.
final class RunParser {
  static final int IMAGE_LENGTH_MAX = 512;
  static final int LABEL_KEY_LENGTH_MAX = 63;
  static final int LABEL_VALUE_LENGTH_MAX = 255;

  private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@+-]*");
  private static final Pattern LABEL_KEY = Pattern.compile("[^\\s=\\p{Cntrl}]{1,63}");
  private static final String IMAGE_PREFIX = "docker:";

  private final Fields job;

  RunParser(Fields job) {
    this.job = job;
  }

  Run parse(List<Run.Program> programs) {
    return new Run(programs, environment(), files(), labels());
  }

  private Run.Environment environment() {
    var image = job.find(Field.IMAGE).flatMap(RunParser::image);
    var setup = job.find(Field.SETUP).flatMap(Commands::script);
    var variables = new TreeMap<String, String>();
    job.find(Field.ENV).ifPresent(at -> readVariables(at, variables));
    var secrets = new TreeSet<String>();
    job.find(Field.SECRETS).ifPresent(at -> readSecrets(at, variables, secrets));
    return new Run.Environment(image, setup, variables, List.copyOf(secrets));
  }

  private static Optional<String> image(Spot at) {
    var line = at.line(IMAGE_LENGTH_MAX);
    var image =
        line.map(
            text -> text.startsWith(IMAGE_PREFIX) ? text.substring(IMAGE_PREFIX.length()) : text);
    if (image.isPresent() && !IMAGE.matcher(image.get()).matches()) {
      at.refuse(Fault.IMAGE);
      return Optional.empty();
    }
    return image;
  }

  /// `NAME: value`, or a list of `NAME=value`.
  private static void readVariables(Spot at, Map<String, String> into) {
    int most = Run.Environment.VARIABLES_MAX;
    if (at.value() instanceof Document.Mapping mapping) {
      for (var member : at.members(mapping, most)) {
        if (isVariable(member.name(), member.spot())) {
          readVariable(member, into);
        }
      }
      return;
    }
    for (var item : at.items(most)) {
      var pair = item.value() instanceof Document.Scalar(var text, _, _) ? text : "";
      int equals = pair.indexOf('=');
      if (equals < 1) {
        item.report(Fault.PAIR, item.path());
      } else if (isVariable(pair.substring(0, equals), item)) {
        var name = pair.substring(0, equals);
        var value = new Document.Scalar(pair.substring(equals + 1), true, item.line());
        if (into.containsKey(name)) {
          item.report(Fault.VARIABLE_TWICE, name);
        }
        var spot = new Spot(item.path(), item.line(), value, item.findings());
        readVariable(new Spot.Member(name, spot), into);
      }
    }
  }

  private static void readVariable(Spot.Member member, Map<String, String> into) {
    var at = member.spot();
    if (!(at.value() instanceof Document.Scalar scalar)) {
      at.report(Fault.VARIABLE_NOT_SINGLE, at.path());
    } else if (scalar.isNull() || scalar.isMissing()) {
      at.report(Fault.VARIABLE_WITHOUT_VALUE, at.path());
    } else if (scalar.text().length() > Run.Environment.VALUE_LENGTH_MAX
        || !Spot.isWellFormed(scalar.text())) {
      at.report(
          Fault.VARIABLE_LONG, scalar.text().length(), at.path(), Run.Environment.VALUE_LENGTH_MAX);
    } else {
      into.put(member.name(), scalar.text());
    }
  }

  private static boolean isVariable(String name, Spot at) {
    if (!Run.Environment.isName(name)) {
      at.report(Fault.VARIABLE_NAME, Spot.shown(name));
      return false;
    }
    if (Run.Environment.isReserved(name)) {
      at.report(Fault.VARIABLE_RESERVED, Spot.shown(name));
      return false;
    }
    return true;
  }

  private static void readSecrets(Spot at, Map<String, String> variables, TreeSet<String> into) {
    if (at.value() instanceof Document.Mapping) {
      at.report(Fault.SECRETS_WITH_VALUES);
      return;
    }
    for (var item : at.items(Run.Environment.SECRETS_MAX)) {
      var name = item.text();
      if (name.isEmpty() || !isVariable(name.get(), item)) {
        continue;
      }
      if (variables.containsKey(name.get())) {
        item.report(Fault.SECRET_AND_VARIABLE, Spot.shown(name.get()));
      }
      into.add(name.get());
    }
  }

  private Run.Files files() {
    var code = job.find(Field.CODE).flatMap(RunParser::code);
    var outputs = new TreeSet<String>();
    for (var at :
        job.find(Field.OUTPUTS).map(at -> at.items(Run.Files.OUTPUTS_MAX)).orElse(List.of())) {
      path(at).ifPresent(outputs::add);
    }
    var checkpoint = job.find(Field.CHECKPOINT).flatMap(RunParser::checkpointPath);
    return new Run.Files(code, List.copyOf(outputs), checkpoint);
  }

  private static Optional<Run.Code> code(Spot at) {
    var line = at.line(Run.Files.PATH_LENGTH_MAX);
    if (line.isEmpty() || !line.get().startsWith(Run.Code.Upload.PREFIX)) {
      return line.map(Run.Code.Folder::new);
    }
    var digest = line.get().substring(Run.Code.Upload.PREFIX.length());
    if (!Run.Code.Upload.isDigest(digest)) {
      at.refuse(Fault.CODE);
      return Optional.empty();
    }
    return Optional.of(new Run.Code.Upload(digest));
  }

  /// `checkpoint: path`, or its `path` among the other settings, which the demand's parser reads.
  private static Optional<String> checkpointPath(Spot at) {
    if (!(at.value() instanceof Document.Mapping(var entries, _))) {
      return path(at);
    }
    return entries.stream()
        .filter(
            entry -> Field.find(entry.key(), Field.OF_CHECKPOINT).equals(Optional.of(Field.PATH)))
        .filter(entry -> !(entry.value() instanceof Document.Scalar scalar && scalar.isNull()))
        .findFirst()
        .flatMap(entry -> path(at.member(entry)));
  }

  /// A path that stays below the folder that it is relative to.
  private static Optional<String> path(Spot at) {
    var line = at.line(Run.Files.PATH_LENGTH_MAX);
    if (line.isEmpty()) {
      return line;
    }
    var path =
        line.get().endsWith("/") ? line.get().substring(0, line.get().length() - 1) : line.get();
    for (var step : path.split("/", -1)) {
      if (step.isEmpty() || step.equals("..")) {
        at.refuse(Fault.PATH);
        return Optional.empty();
      }
    }
    return Optional.of(path);
  }

  /// `key: value`, or a list of keys or `key=value`.
  private Map<String, String> labels() {
    var labels = new TreeMap<String, String>();
    var at = job.find(Field.LABELS);
    if (at.isPresent() && at.get().value() instanceof Document.Mapping mapping) {
      for (var member : at.get().members(mapping, Run.LABELS_MAX)) {
        var value =
            member.spot().value() instanceof Document.Scalar scalar
                ? Optional.of(scalar.isNull() ? "" : scalar.text().strip())
                : member.spot().text();
        value.ifPresent(text -> putLabel(member.name().strip(), text, member.spot(), labels));
      }
    } else if (at.isPresent()) {
      for (var item : at.get().items(Run.LABELS_MAX)) {
        item.text()
            .ifPresent(
                text -> {
                  int equals = text.indexOf('=');
                  var key = equals < 0 ? text : text.substring(0, equals);
                  putLabel(key, equals < 0 ? "" : text.substring(equals + 1), item, labels);
                });
      }
    }
    return labels;
  }

  private static void putLabel(String key, String value, Spot at, Map<String, String> into) {
    if (!LABEL_KEY.matcher(key).matches() || !Spot.isWellFormed(key)) {
      at.report(Fault.LABEL_KEY, Spot.shown(key), LABEL_KEY_LENGTH_MAX);
    } else if (value.length() > LABEL_VALUE_LENGTH_MAX
        || !Spot.isWellFormed(value)
        || value.chars().anyMatch(Character::isISOControl)) {
      at.report(Fault.LABEL_VALUE, Spot.shown(value), key, LABEL_VALUE_LENGTH_MAX);
    } else if (into.putIfAbsent(key, value) != null) {
      at.report(Fault.LABEL_TWICE, key);
    }
  }
}
