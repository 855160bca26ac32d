package org.suanli.examples.tinygpt;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Trains a small GPT; JSON lines on the standard output, messages on the standard error.
///
/// Exit codes: 0 done, 1 something outside failed, 2 options, environment or text are wrong, 143
/// stopped by a signal, with a checkpoint where a folder was given.
public final class Main {

  /// What a run takes from the process around it.
  record Shell(Map<String, String> environment, PrintStream out, PrintStream err, StopSignal stop) {

    /// Where to tell the platform of a checkpoint.
    Optional<Path> checkpointMark() {
      return Optional.ofNullable(environment.get("SUANLI_CHECKPOINT_MARK"))
          .filter(value -> !value.isBlank())
          .map(Path::of);
    }
  }

  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  private Main() {}

  /// Runs one rank and exits.
  public static void main(String[] arguments) {
    var stop = new StopSignal();
    stop.install();
    int code = 1;
    try {
      code = run(List.of(arguments), new Shell(System.getenv(), System.out, System.err, stop));
    } finally {
      System.out.flush();
      stop.end(code);
    }
    System.exit(code);
  }

  /// One rank from its options to its exit code.
  static int run(List<String> arguments, Shell shell) {
    if (arguments.contains("--help")) {
      shell.out().println(OptionsParser.help());
      return 0;
    }
    if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
      shell
          .err()
          .println(
              "The module %s must be added.\nMaybe: java --add-modules %s -jar suanli-tiny-gpt.jar"
                  .formatted(VECTOR_MODULE, VECTOR_MODULE));
      return 2;
    }
    try {
      Options options = OptionsParser.parse(arguments);
      return train(options, Place.of(shell.environment()), shell);
    } catch (Failure e) {
      shell.err().println(e.getMessage());
      return e.exitCode();
    } catch (Meeting.Stopped _) {
      shell.err().println("Stopped before all ranks had met.");
      return StopSignal.EXIT_CODE;
    } catch (OutOfMemoryError _) {
      shell
          .err()
          .println(
              "The heap (%d MiB) must hold the model and a batch.\nMaybe a smaller --batch, --width or --context, or java -Xmx."
                  .formatted(Runtime.getRuntime().maxMemory() >> 20));
      return 2;
    }
  }

  private static int train(Options options, Place place, Shell shell) {
    if (!Lanes.areNative()) {
      shell.err().println("This machine has no 256-bit vectors: the run will be very slow.");
    }
    Corpus corpus = Corpus.load(options.folders().text(), Path.of(System.getProperty("java.home")));
    var meeting = new Meeting(place, options.agreement(corpus), options.timeouts(), shell);
    try (Ranks ranks = meeting.meet();
        var training = new Training(new Training.Plan(options, corpus, shell), ranks)) {
      if (ranks.rank() == 0) {
        shell.out().println(began(options, corpus, ranks));
      }
      return training.run();
    }
  }

  private static JsonLine began(Options options, Corpus corpus, Ranks ranks) {
    return new JsonLine()
        .with("began", options.run(corpus))
        .with("ranks", ranks.size())
        .with("trainingTokens", corpus.training().length)
        .with("heldOutTokens", corpus.heldOut().length)
        .with("source", corpus.source());
  }
}
