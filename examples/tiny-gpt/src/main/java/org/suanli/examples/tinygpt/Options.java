package org.suanli.examples.tinygpt;

import java.nio.file.Path;
import java.util.Optional;

/// What a run is asked to do; valid by existing, from the command line by {@link OptionsParser}.
///
/// @param batch sequences per rank and step
/// @param threads compute threads of this rank
record Options(
    Shape shape,
    AdamW.Schedule schedule,
    long seed,
    int batch,
    int threads,
    Folders folders,
    Intervals intervals,
    Timeouts timeouts) {

  /// Where to read and write; nothing is written where no folder is given.
  record Folders(Optional<Path> text, Optional<Path> checkpoint, Optional<Path> output) {}

  /// In steps.
  record Intervals(int checkpoint, int evaluation) {}

  /// In seconds: until all ranks have met, and for any one exchange between two.
  record Timeouts(int connectSeconds, int peerSeconds) {}

  /// What a checkpoint depends on and a resumed run must share; the number of steps and of ranks
  /// may change.
  String run(Corpus corpus) {
    return "layers=%d width=%d heads=%d context=%d batch=%d seed=%d text=%s"
        .formatted(
            shape.layers(),
            shape.width(),
            shape.heads(),
            shape.context(),
            batch,
            seed,
            corpus.digest());
  }

  /// What all ranks of a run must share.
  String agreement(Corpus corpus) {
    return "%s steps=%d learning-rate=%s checkpoint-interval=%d evaluation-interval=%d checkpoint=%s"
        .formatted(
            run(corpus),
            schedule.steps(),
            schedule.peak(),
            intervals.checkpoint(),
            intervals.evaluation(),
            folders.checkpoint().isPresent() ? "yes" : "no");
  }
}
