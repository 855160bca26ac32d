package org.suanli.simulation.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// Pods of Alibaba's GPU clusters as something to be packed: what each needs, whether it ever ran
/// or not. Columns after `gpu_milli` may be missing.
public final class OpenbPods {
  private static final List<String> COLUMNS =
      List.of("name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli");

  /// Between the name of a pod and the number of its clone.
  private static final String CLONE = "-tuned-";

  private OpenbPods() {}

  /// What each needs, by its name, in the order of the file.
  ///
  /// @throws MalformedTraceException naming every row that is wrong
  public static SequencedMap<String, Size> read(TraceFile file) {
    var findings = file.findings();
    var pods = new LinkedHashMap<String, Size>();
    new Table(file.path(), ',', COLUMNS)
        .forEach(
            findings,
            row -> {
              var size = OpenbTrace.size(row, OpenbTrace.models(row).toList());
              var name = row.text("name");
              if (name.isEmpty() || pods.containsKey(name)) {
                row.wrong("name", "one that no row before has");
              }
              if (row.isSound()) {
                pods.put(name, size);
              }
            });
    findings.requireNone();
    return pods;
  }

  /// The names of pods in the order of their arrival, one a line; a clone is told by the name of
  /// the pod that it is one of.
  ///
  /// @param pods every name that may come
  /// @throws MalformedTraceException naming every line that is wrong
  public static List<String> order(TraceFile file, Set<String> pods) {
    var findings = file.findings();
    var names = new ArrayList<String>();
    try (var lines = Table.open(file.path())) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        var name = original(line.strip());
        if (name.isEmpty()) {
          continue;
        }
        if (pods.contains(name)) {
          names.add(name);
        } else {
          findings.add(number, "The pod (" + name + ") must be one of the workload.");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The file (" + file.path() + ") must be readable.", e);
    }
    findings.requireNone();
    return names;
  }

  private static String original(String name) {
    int at = name.indexOf(CLONE);
    return at < 0 ? name : name.substring(0, at);
  }
}
