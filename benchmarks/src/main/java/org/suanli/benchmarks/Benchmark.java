package org.suanli.benchmarks;

import java.util.List;

/// Something that is measured.
///
/// @param name by which it is run
/// @param what it measures, in a sentence
/// @param measure measures once; may take some minutes
record Benchmark(String name, String what, Measure measure) {

  /// One run.
  @FunctionalInterface
  interface Measure {
    List<Measurement> run() throws Exception;
  }
}
