package org.suanli.simulation.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The formats that are read.
public enum TraceFormat {
  /// Slurm's own accounting, as `sacct --parsable2` prints it.
  SACCT(SacctTrace.reader()),
  /// The Standard Workload Format of the Parallel Workloads Archive.
  SWF(new SwfTrace()),
  /// Microsoft Philly, as `jobs.csv` of HeliosArtifact.
  PHILLY(PhillyTrace.reader()),
  /// SenseTime Helios, with the time between submissions.
  HELIOS(HeliosTrace.reader()),
  /// Shanghai AI Lab's Acme, as it was converted for simulators.
  ACME(AcmeTrace.reader()),
  /// Alibaba's pods of 2023.
  OPENB(OpenbTrace.reader());

  private final TraceReader reader;

  TraceFormat(TraceReader reader) {
    this.reader = reader;
  }

  /// The format that a file's first line shows.
  ///
  /// @throws MalformedTraceException if it is none that is known
  public static TraceFormat of(Path file) {
    var first = firstLine(file);
    return Arrays.stream(values())
        .filter(format -> format.reader.reads(first))
        .findFirst()
        .orElseThrow(
            () ->
                new MalformedTraceException(
                    List.of(
                        "%s:1: The first line (%s) must be that of one of the formats %s."
                            .formatted(
                                file.getFileName(),
                                Table.shown(first),
                                Arrays.stream(values())
                                    .map(format -> format.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(", "))),
                        "Maybe name the format with --format, to be told which columns are"
                            + " missing.")));
  }

  private static String firstLine(Path file) {
    try (var lines = Table.open(file)) {
      var line = lines.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException("The file (" + file + ") must be readable.", e);
    }
  }

  /// @throws MalformedTraceException naming every line that is wrong, unless those are left out
  public Workload read(TraceFile file) {
    return reader.read(file);
  }
}
