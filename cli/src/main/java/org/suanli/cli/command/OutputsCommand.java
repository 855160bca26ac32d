package org.suanli.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.cli.code.OutputFolder;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.terminal.Progress;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli outputs`
@Command(name = "outputs")
final class OutputsCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "JOB", description = "Such as job-7.")
  String job = "";

  @Parameters(
      index = "1..*",
      paramLabel = "PATH",
      description = "With --to: these alone; all unless given.")
  List<String> paths = List.of();

  @Option(names = "--to", paramLabel = "FOLDER", description = "Download them into this folder.")
  @Nullable String folder;

  @Mixin Paging paging = new Paging();

  OutputsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var id = Ids.job(job);
    var path = Paths.of(Paths.JOB_OUTPUTS, id);
    if (folder == null) {
      if (!paths.isEmpty()) {
        throw Failure.usage("The folder must be given: --to FOLDER.");
      }
      return session.list(path, Query.none(), paging, outputs());
    }
    paging.isEverything = true;
    var all = session.fetch(path, Query.none(), paging).read(Jobs.Output.class);
    if (all.isEmpty() && paths.isEmpty()) {
      session.printer().note(Nothing.of(Jobs.Output.class));
    }
    download(id, folder, chosen(all));
    return Exit.OK.code();
  }

  private List<Jobs.Output> chosen(List<Jobs.Output> all) {
    for (var path : paths) {
      if (all.stream().noneMatch(output -> output.path().equals(path))) {
        throw new Failure(
            Exit.NOT_FOUND,
            "The output ("
                + path
                + ") must be one of the job's.\nMaybe suanli outputs "
                + job
                + ".");
      }
    }
    return paths.isEmpty()
        ? all
        : all.stream().filter(output -> paths.contains(output.path())).toList();
  }

  private void download(String id, String to, List<Jobs.Output> outputs) {
    var target = new OutputFolder(session.surroundings().resolve(to));
    // Before the first byte: one bad path spoils all.
    outputs.forEach(output -> target.check(output.path()));
    var current = new AtomicReference<>("");
    try (var _ = Progress.of(session.terminal(), () -> "downloading " + current.get())) {
      for (var output : outputs) {
        current.set(output.path());
        var call = Call.get(Paths.of(Paths.JOB_OUTPUT, id, output.path()));
        try (var body = session.client().download(call)) {
          target.write(output.path(), body, output.bytes());
        } catch (IOException e) {
          throw session.client().unreachable("the download of " + output.path() + " broke off");
        }
        session.printer().line(session.printer().isForPeople() ? done(output) : output.path());
      }
    }
  }

  private static String done(Jobs.Output output) {
    return output.path() + " (" + Amounts.bytes(output.bytes()) + ")";
  }

  private Listing<Jobs.Output> outputs() {
    var times = session.times();
    return new Listing<>(
        Jobs.Output.class,
        Jobs.Output::path,
        List.of(
            Column.flexible("PATH", Jobs.Output::path),
            Column.number("SIZE", output -> Amounts.bytes(output.bytes())),
            Column.text(
                "MODIFIED (" + times.zone() + ")", output -> times.second(output.modifiedAt())),
            Column.text("AGE", output -> times.age(output.modifiedAt()))));
  }
}
