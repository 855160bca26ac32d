package org.suanli.core.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.suanli.core.units.Limit;

/// Turns a job file into the document that stands for it and all its equals. A change here changes
/// digests: old texts stay as they are stored, so only additions are safe.
final class CanonicalForm {
  static final int VERSION = 1;
  static final String UNLIMITED = "unlimited";

  private final List<Document.Entry> entries = new ArrayList<>();

  private CanonicalForm() {}

  static Document of(JobFile file) {
    var form = new CanonicalForm();
    form.add(Field.VERSION, plain(VERSION));
    form.add(Field.NAME, text(file.name()));
    file.project().ifPresent(project -> form.add(Field.PROJECT, text(project.toString())));
    form.run(file.run());
    form.add(Field.ROLES, roles(file));
    form.demand(file.demand());
    form.checkpoint(file);
    return form.document();
  }

  private void run(Run run) {
    var environment = run.environment();
    environment.image().ifPresent(image -> add(Field.IMAGE, text(image)));
    environment.setup().ifPresent(setup -> add(Field.SETUP, text(setup.text())));
    run.files().code().ifPresent(code -> add(Field.CODE, code(code)));
    addAll(Field.ENV, environment.variables());
    addAll(Field.SECRETS, environment.secrets(), CanonicalForm::text);
    addAll(Field.OUTPUTS, run.files().outputs(), CanonicalForm::text);
    addAll(Field.LABELS, run.labels());
  }

  private void demand(Demand demand) {
    var shape = demand.shape();
    addAll(Field.MODELS, shape.models(), model -> text(model.value()));
    shape.cluster().ifPresent(cluster -> add(Field.CLUSTER, text(cluster.value())));
    add(
        Field.TIME_LIMIT,
        switch (shape.timeLimit()) {
          case Limit.Unlimited<Duration> _ -> text(UNLIMITED);
          case Limit.AtMost<Duration>(var limit) -> text(limit.toString());
        });
    add(Field.PRIORITY_CLASS, text(demand.priorityClass().name().toLowerCase(Locale.ROOT)));
    add(Field.PRIORITY, plain(demand.priority()));
    add(Field.RETRIES, plain(demand.retries()));
    addAll(Field.DEPENDS_ON, demand.dependencies(), job -> text(job.toString()));
  }

  private void checkpoint(JobFile file) {
    var form = new CanonicalForm();
    file.run().files().checkpoint().ifPresent(path -> form.add(Field.PATH, text(path)));
    var policy = file.demand().checkpoint();
    policy.interval().ifPresent(every -> form.add(Field.INTERVAL, text(every.toString())));
    form.add(Field.GRACE, text(policy.grace().toString()));
    add(Field.CHECKPOINT, form.document());
  }

  private static Document roles(JobFile file) {
    var roles = new ArrayList<Document>();
    var demands = file.demand().shape().roles();
    for (int index = 0; index < demands.size(); index++) {
      var demand = demands.get(index);
      var form = new CanonicalForm();
      form.add(Field.NAME, text(demand.name()));
      form.add(Field.NODES, plain(demand.replicas()));
      form.add(Field.ACCELERATORS, milli(demand.accelerators().milli()));
      form.add(Field.CPUS, milli(demand.cpus().milli()));
      form.add(Field.MEMORY, text(demand.memory().bytes() + "B"));
      form.add(Field.COMMAND, command(file.run().programs().get(index).command()));
      roles.add(form.document());
    }
    return new Document.Sequence(roles, 1);
  }

  private static Document command(Run.Executable command) {
    return switch (command) {
      case Run.Executable.Script(var script) -> text(script);
      case Run.Executable.Words(var words) ->
          new Document.Sequence(words.stream().map(CanonicalForm::text).toList(), 1);
    };
  }

  private static Document code(Run.Code code) {
    return switch (code) {
      case Run.Code.Folder(var path) -> text(path);
      case Run.Code.Upload(var sha256) -> text(Run.Code.Upload.PREFIX + sha256);
    };
  }

  private Document document() {
    return new Document.Mapping(entries, 1);
  }

  private void add(Field field, Document value) {
    entries.add(new Document.Entry(field.standard(), 1, value));
  }

  private <T> void addAll(Field field, List<T> values, Function<T, Document> toDocument) {
    if (!values.isEmpty()) {
      add(field, new Document.Sequence(values.stream().map(toDocument).toList(), 1));
    }
  }

  private void addAll(Field field, Map<String, String> sorted) {
    if (!sorted.isEmpty()) {
      var members = new ArrayList<Document.Entry>();
      sorted.forEach((key, value) -> members.add(new Document.Entry(key, 1, text(value))));
      add(field, new Document.Mapping(members, 1));
    }
  }

  private static Document text(String text) {
    return new Document.Scalar(text, true, 1);
  }

  private static Document plain(int number) {
    return new Document.Scalar(Integer.toString(number), false, 1);
  }

  private static Document milli(long milli) {
    var number = BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
    return new Document.Scalar(number, false, 1);
  }
}
