package org.suanli.core.spec;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// Turns a document into a job file, or into all that is wrong with it.
final class JobFileParser {
  static final String NAME_DEFAULT = "job";
  private static final Pattern PROJECT =
      Pattern.compile("([a-z0-9][a-z0-9-]{0,62})/([a-z0-9][a-z0-9-]{0,62})");

  private final Models models;
  private final Findings findings = new Findings();

  JobFileParser(List<ModelName> known) {
    models = new Models(known);
  }

  JobFile.Parsed parse(Document document) {
    var top = new Spot("", document.line(), document, findings);
    if (!(document instanceof Document.Mapping)) {
      top.report(Fault.NO_FIELDS);
      return new JobFile.Parsed.Bad(findings.byLine());
    }
    var job = Fields.read(top, Field.OF_JOB);
    job.find(Field.VERSION)
        .filter(at -> !at.text().orElse("").equals(Integer.toString(CanonicalForm.VERSION)))
        .ifPresent(at -> at.refuse(Fault.VERSION, CanonicalForm.VERSION));
    var name = job.find(Field.NAME).flatMap(at -> at.line(JobFile.NAME_LENGTH_MAX));
    var project = job.find(Field.PROJECT).flatMap(JobFileParser::project);
    var roles = new RolesParser(models).parse(top, job);
    var run = new RunParser(job).parse(roles.programs());
    var demand = new DemandParser(job).parse(roles, run.environment().image().isPresent());
    if (findings.isEmpty()) {
      return bounded(new JobFile(name.orElse(NAME_DEFAULT), project, demand, run), top);
    }
    return new JobFile.Parsed.Bad(findings.byLine());
  }

  private static Optional<ProjectId> project(Spot at) {
    var text = at.text();
    var parts = PROJECT.matcher(text.orElse(""));
    if (parts.matches()) {
      return Optional.of(new ProjectId(new OrganizationId(parts.group(1)), parts.group(2)));
    }
    if (text.isPresent()) {
      at.refuse(Fault.PROJECT);
    }
    return Optional.empty();
  }

  /// The stored text must be readable again, whatever repetition or escapes made of the written
  /// one.
  private JobFile.Parsed bounded(JobFile file, Spot top) {
    int length = file.toCanonicalJson().length();
    if (length > JobFile.LENGTH_MAX) {
      top.report(Fault.TOO_LONG_WRITTEN_OUT, length, JobFile.LENGTH_MAX);
      return new JobFile.Parsed.Bad(findings.byLine());
    }
    return new JobFile.Parsed.Ok(file);
  }
}
