package org.suanli.simulation.report;

import java.util.ArrayList;

/// How a comparison is written.
public enum Report {
  /// For people at a terminal.
  TABLE {
    @Override
    public String of(Comparison comparison) {
      return table(comparison);
    }
  },
  /// For programs: one object; times in seconds.
  JSON {
    @Override
    public String of(Comparison comparison) {
      return JsonReport.of(comparison);
    }
  },
  /// For people in a browser: one page with charts that needs nothing else.
  HTML {
    @Override
    public String of(Comparison comparison) {
      return HtmlReport.of(comparison);
    }
  };

  private static final int WIDTH_MIN = 12;

  public abstract String of(Comparison comparison);

  private static String table(Comparison comparison) {
    var policies = comparison.columns().stream().map(Comparison.Column::policy).toList();
    var lines = new ArrayList<Lines.Line>();
    lines.add(new Lines.Line(comparison.title(), policies));
    lines.addAll(Lines.totals(comparison));
    lines.addAll(Lines.groups(comparison));
    int name = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
    var text = new StringBuilder();
    for (var line : lines) {
      text.append(line.name()).append(" ".repeat(name - line.name().length()));
      for (int index = 0; index < policies.size(); index++) {
        int width = Math.max(WIDTH_MIN, policies.get(index).length());
        var value = line.values().get(index);
        text.append("  ").append(" ".repeat(Math.max(0, width - value.length()))).append(value);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
