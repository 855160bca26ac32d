package org.suanli.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Http;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.cli.code.CodeArchive;
import org.suanli.cli.code.CodeField;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.terminal.Progress;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli submit`
@Command(
    name = "submit",
    footer = {
      "",
      "With a job file:  suanli submit train.yaml --follow",
      "With changes:     suanli submit train.yaml -t 4h --env LR=0.1",
      "With options:     suanli submit --accelerators 910B2:8 --code . -- python train.py",
      "",
      "Options, and a program, take the place of the file's fields; of its variables, labels",
      "and checkpoint settings, those that are named. Paths of options are relative to the",
      "current folder, paths of a file to the file's."
    })
final class SubmitCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final String END_OF_OPTIONS = "--";
  private static final String ARCHIVE_TYPE = "application/gzip";

  /// Where a violation stands in a job file.
  private static final Pattern LINE = Pattern.compile("^line [0-9]+: ");

  private final Session session;

  @Parameters(
      paramLabel = "FILE | -- COMMAND",
      description =
          "A job file, YAML or JSON ('-' is the standard input); or a program after '--'.")
  List<String> words = List.of();

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      description = "organization/name, or a name within one's organization.")
  @Nullable String project;

  @Option(
      names = "--plan",
      description =
          "Show whether it would be admitted, when it would start and what it would cost.")
  boolean isPlan;

  @Option(names = "--wait", description = "Until it ends; exit code 7 if it does not succeed.")
  boolean isWait;

  @Option(
      names = {"-f", "--follow"},
      description = "Print the log of its first task, and wait.")
  boolean isFollowed;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "The same key and file submit once, however often they are sent.")
  @Nullable String key;

  @Mixin JobOptions options = new JobOptions();

  SubmitCommand(Session session) {
    this.session = session;
  }

  /// A job file on this machine.
  ///
  /// @param folder that its paths are relative to
  /// @param isTyped whether it was made from options: its lines then mean nothing to who typed them
  /// @param changes fields that were given beside a file
  private record Draft(
      String text, Path folder, boolean isTyped, SequencedMap<String, Object> changes) {}

  @Override
  public Integer call() {
    var draft = draft();
    try {
      return submit(draft);
    } catch (Failure failure) {
      if (draft.isTyped()) {
        throw new Failure(
            failure.exit(),
            failure.sentences().stream().map(said -> LINE.matcher(said).replaceFirst("")).toList());
      }
      throw failure;
    }
  }

  private int submit(Draft draft) {
    var changes = draft.changes();
    var submission =
        new Jobs.Submission(
            project,
            withCode(draft),
            changes.isEmpty() ? null : Wire.writePretty(withCode(changes)));
    if (isPlan) {
      return plan(submission);
    }
    var call = Call.post(Paths.JOBS, submission).withKey(key == null ? Session.newKey() : key);
    var document = session.client().send(call);
    var answer = Wire.read(document, Jobs.Submitted.class);
    var submitted = answer.job();
    session.done(
        document,
        submitted.job(),
        submitted.job() + " is submitted to " + submitted.project() + ".");
    var shortfall = answer.shortfall();
    if (shortfall != null && session.printer().isForPeople()) {
      session
          .printer()
          .note(
              shortfall.sentence()
                  + " The job could run for longer than that.\n"
                  + PlanSheet.REMEDY);
    }
    if (isFollowed || isWait) {
      return new JobWait(session, submitted.job()).await(isFollowed);
    }
    return Exit.OK.code();
  }

  private int plan(Jobs.Submission submission) {
    var call = Call.post(Paths.JOBS, submission).withQuery(Query.none().with("plan", true));
    var document = session.client().send(call);
    var plan = Wire.read(document, Jobs.Plan.class);
    session
        .printer()
        .show(
            document,
            plan.isAccepted() ? "accepted" : "refused",
            () -> new PlanSheet(session.times()).sheet(plan));
    return plan.isAccepted() ? Exit.OK.code() : Exit.REFUSED.code();
  }

  private Draft draft() {
    var given = session.arguments();
    int end = given.indexOf(END_OF_OPTIONS);
    int programWords = end < 0 ? 0 : given.size() - end - 1;
    var files = words.subList(0, words.size() - programWords);
    var program = words.subList(words.size() - programWords, words.size());
    if (files.size() > 1) {
      throw Failure.usage(
          "One job file must be given, not "
              + files.size()
              + ".\nMaybe put '--' before a program.");
    }
    var fields = options.fields();
    if (!program.isEmpty()) {
      fields.put("command", program);
    }
    if (!files.isEmpty()) {
      return read(files.getFirst(), fields);
    }
    if (fields.isEmpty()) {
      throw Failure.usage(
          "A job file, or options with a program, must be given.\n"
              + "Maybe suanli submit train.yaml, or suanli submit --accelerators 8 -- python"
              + " train.py.");
    }
    var folder = session.surroundings().folder();
    return new Draft(Wire.writePretty(fields), folder, true, new LinkedHashMap<>());
  }

  private Draft read(String name, SequencedMap<String, Object> changes) {
    try {
      if (name.equals(STANDARD_INPUT)) {
        byte[] bytes = session.terminal().in().readNBytes(Http.BODY_BYTES_MAX);
        return new Draft(
            new String(bytes, StandardCharsets.UTF_8),
            session.surroundings().folder(),
            false,
            changes);
      }
      var file = session.surroundings().resolve(name);
      if (Files.size(file) > Http.BODY_BYTES_MAX) {
        throw Failure.usage(
            "The job file (%s) must be at most %,d bytes.".formatted(name, Http.BODY_BYTES_MAX));
      }
      var folder = file.toAbsolutePath().getParent();
      return new Draft(
          Files.readString(file),
          folder == null ? session.surroundings().folder() : folder,
          false,
          changes);
    } catch (NoSuchFileException e) {
      throw Failure.usage(
          "The job file ("
              + name
              + ") must exist.\nMaybe put '--' before a program: suanli submit -- "
              + name
              + ".");
    } catch (IOException e) {
      throw Failure.usage("The job file (" + name + ") cannot be read as UTF-8 text.");
    }
  }

  /// Replaces a folder of code by what was uploaded of it.
  private String withCode(Draft draft) {
    var field = CodeField.find(draft.text());
    return field.isEmpty() || draft.changes().containsKey(JobOptions.CODE)
        ? draft.text()
        : field.get().withUpload(uploaded(draft.folder().resolve(field.get().folder())));
  }

  private SequencedMap<String, Object> withCode(SequencedMap<String, Object> changes) {
    var all = new LinkedHashMap<>(changes);
    all.computeIfPresent(
        JobOptions.CODE,
        (_, code) -> {
          var folder = session.surroundings().folder().resolve(code.toString());
          return CodeField.isUploaded(code.toString())
              ? code
              : CodeField.UPLOADED + uploaded(folder);
        });
    return all;
  }

  /// @return the digest of the code
  private String uploaded(Path folder) {
    try (var archive = CodeArchive.of(folder.normalize())) {
      var path = Paths.of(Paths.CODE, archive.sha256());
      if (!isPlan && !session.client().has(path)) {
        upload(path, archive);
      }
      return archive.sha256();
    }
  }

  private void upload(String path, CodeArchive archive) {
    var size =
        archive.files()
            + (archive.files() == 1 ? " file, " : " files, ")
            + Amounts.bytes(archive.bytes());
    try (var _ = Progress.of(session.terminal(), () -> "uploading the code (" + size + ")")) {
      session.client().upload(path, archive.file(), ARCHIVE_TYPE);
    } catch (IOException e) {
      throw Failure.usage("The packed code cannot be read: " + e.getMessage() + ".");
    }
    if (session.printer().isForPeople()) {
      session.printer().note("Uploaded the code: " + size + ".");
    }
  }
}
