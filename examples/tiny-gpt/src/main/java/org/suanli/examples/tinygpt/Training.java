package org.suanli.examples.tinygpt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// One run of one rank: resume, step by step learn, evaluate and save, and report the end.
///
/// All that the ranks decide together (the sum of gradients, whether to stop) comes out of the same
/// sum, so every rank takes the same turn at the same step.
final class Training implements AutoCloseable {

  /// What a run is made from.
  record Plan(Options options, Corpus corpus, Main.Shell shell) {}

  private static final int LOSS = 0;
  private static final int STOP = 1;
  private static final int EXTRAS = 2;

  private final Plan plan;
  private final Options options;
  private final Ranks ranks;
  private final Compute compute;
  private final Parameters weights;
  private final AdamW optimizer;
  private final Model model;
  private final Windows windows;
  private final HeldOut heldOut;
  private final Optional<Checkpoints> checkpoints;
  private final float[] exchanged;

  private int step;
  private long cursor;
  private int savedStep;

  Training(Plan plan, Ranks ranks) {
    this.plan = plan;
    this.options = plan.options();
    this.ranks = ranks;
    Shape shape = options.shape();
    windows = new Windows(plan.corpus().training(), shape.context(), options.seed());
    heldOut = HeldOut.of(plan.corpus().heldOut(), shape.context());
    compute = new Compute(options.threads());
    weights = Parameters.initial(shape, options.seed());
    optimizer = new AdamW(weights, options.schedule());
    model = new Model(compute, shape, weights, options.batch());
    exchanged = new float[weights.values().length + EXTRAS];
    String run = options.run(plan.corpus());
    checkpoints =
        options.folders().checkpoint().map(dir -> new Checkpoints(dir, run, plan.shell().err()));
  }

  /// Runs to the end, or until all ranks know of a stop signal.
  ///
  /// @return the exit code: 0, or 143 where stopped
  int run() {
    resume();
    double loss = step == options.schedule().steps() ? evaluate() : Double.NaN;
    while (step < options.schedule().steps()) {
      long start = System.nanoTime();
      learn();
      double seconds = (System.nanoTime() - start) / 1e9;
      boolean isStopping = extra(STOP) > 0;
      boolean isLast = step == options.schedule().steps();
      boolean isDue = step % options.intervals().evaluation() == 0 || isLast;
      loss = isDue && !isStopping ? evaluate() : Double.NaN;
      report(seconds, loss);
      if (isStopping || isLast || step % options.intervals().checkpoint() == 0) {
        save();
      }
      if (isStopping) {
        print(new JsonLine().with("stopped", "a stop was requested").with("step", step));
        return StopSignal.EXIT_CODE;
      }
    }
    finish(loss);
    return 0;
  }

  /// Rank 0 reads; the others take what it has, so that only rank 0 needs the folder.
  private void resume() {
    var state = ranks.rank() == 0 ? checkpoints.flatMap(Checkpoints::newest) : empty();
    double[] progress = new double[2];
    if (state.isPresent()) {
      progress = new double[] {state.get().step(), state.get().cursor()};
      adopt(state.get());
    }
    ranks.sum(progress);
    step = (int) progress[0];
    cursor = (long) progress[1];
    if (step == 0) {
      return;
    }
    if (step > options.schedule().steps()) {
      throw Failure.user(
          "--steps (%d) must not be less than the checkpoint's (%d)."
              .formatted(options.schedule().steps(), step));
    }
    ranks.share(weights.values());
    ranks.share(optimizer.firstMoment());
    ranks.share(optimizer.secondMoment());
    savedStep = step;
    print(new JsonLine().with("resumed", "step-%06d".formatted(step)).with("step", step));
  }

  private static Optional<TrainingState> empty() {
    return Optional.empty();
  }

  private void adopt(TrainingState state) {
    copy(state.weights(), weights.values());
    copy(state.firstMoment(), optimizer.firstMoment());
    copy(state.secondMoment(), optimizer.secondMoment());
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  private void learn() {
    int batch = options.batch();
    Model.Batch own = windows.batch(cursor + (long) ranks.rank() * batch, batch);
    double ownLoss = model.step(own);
    float[] gradients = model.gradients().values();
    copy(gradients, exchanged, gradients.length);
    exchanged[gradients.length + LOSS] = (float) ownLoss;
    exchanged[gradients.length + STOP] = plan.shell().stop().isRequested() ? 1 : 0;
    ranks.sum(exchanged);
    if (!Float.isFinite(extra(LOSS))) {
      throw Failure.user(
          "The loss of step %d (%s) must be finite.\nMaybe give a lower --learning-rate (%s)."
              .formatted(step + 1, extra(LOSS), options.schedule().peak()));
    }
    optimizer.update(exchanged, ranks.size(), step);
    step++;
    cursor += (long) batch * ranks.size();
  }

  private static void copy(float[] from, float[] to, int count) {
    System.arraycopy(from, 0, to, 0, count);
  }

  private float extra(int which) {
    return exchanged[exchanged.length - EXTRAS + which];
  }

  /// The loss on the held-out windows, each rank measuring its share.
  private double evaluate() {
    int count = heldOut.count();
    int from = (int) ((long) count * ranks.rank() / ranks.size());
    int to = (int) ((long) count * (ranks.rank() + 1) / ranks.size());
    double[] sum = new double[1];
    for (int at = from; at < to; at += options.batch()) {
      sum[0] += model.loss(heldOut.batch(at, Math.min(to, at + options.batch())));
    }
    ranks.sum(sum);
    return sum[0] / heldOut.tokens();
  }

  private void report(double seconds, double heldOutLoss) {
    long tokens = (long) options.batch() * options.shape().context() * ranks.size();
    JsonLine line =
        new JsonLine()
            .with("step", step)
            .with("loss", extra(LOSS) / (double) ranks.size())
            .with("tokensPerSecond", Math.round(tokens / seconds))
            .with("gigaflopsPerSecond", gigaflops(tokens) / seconds);
    print(Double.isNaN(heldOutLoss) ? line : line.with("heldOutLoss", heldOutLoss));
  }

  private double gigaflops(long tokens) {
    return tokens * options.shape().trainingOperationsPerToken() / 1e9;
  }

  /// Rank 0 writes, the others wait for it: when one goes on, the checkpoint is there.
  private void save() {
    if (ranks.rank() == 0 && checkpoints.isPresent() && savedStep != step) {
      String name =
          checkpoints
              .get()
              .save(
                  new TrainingState(
                      step,
                      cursor,
                      weights.values(),
                      optimizer.firstMoment(),
                      optimizer.secondMoment()));
      plan.shell().checkpointMark().ifPresent(file -> Checkpoints.mark(file, step));
      print(new JsonLine().with("checkpoint", name).with("step", step));
    }
    savedStep = step;
    ranks.sum(new double[1]);
  }

  private void finish(double heldOutLoss) {
    checkEqualWeights();
    if (ranks.rank() != 0) {
      return;
    }
    byte[] bytes = CheckpointFiles.toBytes(weights.values());
    double bigramLoss =
        new Bigram(plan.corpus().training()).loss(heldOut.batch(0, heldOut.count()));
    String sample = Sampler.sample(model, options.seed());
    options.folders().output().ifPresent(folder -> write(folder, bytes, sample));
    print(new JsonLine().with("sample", sample));
    print(
        new JsonLine()
            .with("finished", "all steps are done")
            .with("step", step)
            .with("heldOutLoss", heldOutLoss)
            .with("bigramLoss", bigramLoss)
            .with("heldOutTokens", heldOut.tokens())
            .with("parameters", weights.values().length)
            .with("weightsSha256", Sha256.hex(bytes)));
  }

  /// The same sums in the same order give the same bits at every rank, or something is broken.
  private void checkEqualWeights() {
    float[] first = weights.values().clone();
    ranks.share(first);
    if (!Arrays.equals(first, weights.values())) {
      throw new IllegalStateException(
          "The weights of rank " + ranks.rank() + " must be those of rank 0.");
    }
  }

  private static void write(Path folder, byte[] bytes, String sample) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("weights.f32"), bytes);
      Files.writeString(folder.resolve("sample.txt"), sample + "\n");
    } catch (IOException e) {
      throw Failure.external("--output (" + folder + ") must be writable", e);
    }
  }

  private void print(JsonLine line) {
    if (ranks.rank() == 0) {
      plan.shell().out().println(line);
    }
  }

  @Override
  public void close() {
    compute.close();
  }
}
