package org.suanli.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;

/// Something that is measured.
///
/// @param name by which it is run
/// @param what it measures, in a sentence
/// @param hasOptions whether words may follow its name
/// @param measure measures once; may take some minutes
record Benchmark(String name, String what, boolean hasOptions, Measure measure) {

  /// One without options.
  Benchmark(String name, String what, Callable<List<Measurement>> measure) {
    this(name, what, false, _ -> measure.call());
  }

  /// One run.
  @FunctionalInterface
  interface Measure {
    /// @param options the words after its name
    List<Measurement> run(List<String> options) throws Exception;
  }
}
