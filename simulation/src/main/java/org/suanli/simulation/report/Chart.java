package org.suanli.simulation.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/// Charts as SVG inside a page.
final class Chart {
  /// Told apart by people who see few colours too (Okabe and Ito).
  private static final List<String> COLOURS =
      List.of("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00");

  private static final int WIDTH = 960;
  private static final int LEFT = 190;
  private static final int RIGHT = 20;
  private static final int HEIGHT = 180;
  private static final int TOP = 12;
  private static final int BOTTOM = 24;
  private static final int BAR = 16;
  private static final int GAP = 10;
  private static final int VALUE_WIDTH = 80;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Chart() {}

  /// A quantity over time.
  ///
  /// @param times when each of its values begins; rising
  record Series(String name, List<Instant> times, List<Double> values) {}

  /// A row of bars with one name.
  record Bars(String name, List<Double> values) {}

  static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  /// What belongs to which colour.
  static String legend(List<String> names) {
    var text = new StringBuilder("<ul class=\"legend\">");
    for (int index = 0; index < names.size(); index++) {
      text.append("<li><span style=\"background:%s\"></span>".formatted(colour(index)))
          .append(escaped(names.get(index)))
          .append("</li>");
    }
    return text.append("</ul>\n").toString();
  }

  /// Steps over time, a line for each series, from zero up.
  ///
  /// @param top the largest value that is shown
  /// @param shown how a value is written
  static String steps(List<Series> series, double top, DoubleFunction<String> shown) {
    long from = series.stream().mapToLong(each -> millis(each, 0)).min().orElse(0);
    long until =
        series.stream().mapToLong(each -> millis(each, each.times().size() - 1)).max().orElse(0);
    double perMilli = (WIDTH - LEFT - RIGHT) / (double) Math.max(1, until - from);
    double perValue = (HEIGHT - TOP - BOTTOM) / (top <= 0 ? 1 : top);
    var svg = open(HEIGHT);
    for (double value : new double[] {0, top / 2, top}) {
      double y = HEIGHT - BOTTOM - value * perValue;
      svg.append(line(LEFT, y, WIDTH - RIGHT, y))
          .append(label(LEFT - 6, y + 4, "end", shown.apply(value)));
    }
    svg.append(label(LEFT, HEIGHT - 6, "start", DAY.format(Instant.ofEpochMilli(from))))
        .append(label(WIDTH - RIGHT, HEIGHT - 6, "end", DAY.format(Instant.ofEpochMilli(until))));
    for (int index = 0; index < series.size(); index++) {
      var path = new StringBuilder();
      var each = series.get(index);
      for (int at = 0; at < each.values().size(); at++) {
        double x = LEFT + (millis(each, at) - from) * perMilli;
        double y = HEIGHT - BOTTOM - Math.min(top, each.values().get(at)) * perValue;
        path.append(
            at == 0 ? "M" + number(x) + " " + number(y) : "H" + number(x) + "V" + number(y));
      }
      svg.append("<path stroke=\"%s\" d=\"%s\"/>\n".formatted(colour(index), path));
    }
    return svg.append("</svg>\n").toString();
  }

  private static long millis(Series series, int index) {
    return series.times().isEmpty() ? 0 : series.times().get(index).toEpochMilli();
  }

  /// For each row a bar for each value, under one another.
  static String grouped(List<Bars> rows, DoubleFunction<String> shown) {
    double most =
        rows.stream().flatMap(row -> row.values().stream()).mapToDouble(x -> x).max().orElse(1);
    double perValue = (WIDTH - LEFT - RIGHT - VALUE_WIDTH) / (most <= 0 ? 1 : most);
    int bars = rows.stream().mapToInt(row -> row.values().size()).sum();
    var svg = open(bars * BAR + rows.size() * GAP);
    int y = 0;
    for (var row : rows) {
      svg.append(label(LEFT - 6, y + BAR - 4, "end", row.name()));
      for (int index = 0; index < row.values().size(); index++) {
        double width = row.values().get(index) * perValue;
        svg.append(bar(LEFT, y, width, index))
            .append(
                label(
                    LEFT + width + 5, y + BAR - 4, "start", shown.apply(row.values().get(index))));
        y += BAR;
      }
      y += GAP;
    }
    return svg.append("</svg>\n").toString();
  }

  /// For each row one bar of parts that add up to 1.
  static String stacked(List<Bars> rows) {
    double perPart = WIDTH - LEFT - RIGHT;
    var svg = open(rows.size() * (BAR + GAP));
    int y = 0;
    for (var row : rows) {
      svg.append(label(LEFT - 6, y + BAR - 4, "end", row.name()));
      double x = LEFT;
      for (int index = 0; index < row.values().size(); index++) {
        double width = row.values().get(index) * perPart;
        svg.append(bar(x, y, width, index));
        x += width;
      }
      y += BAR + GAP;
    }
    return svg.append("</svg>\n").toString();
  }

  private static StringBuilder open(int height) {
    return new StringBuilder(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\">%n".formatted(WIDTH, height).replace("\r", ""));
  }

  private static String line(double fromX, double fromY, double toX, double toY) {
    return "<line class=\"grid\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
        .formatted(number(fromX), number(fromY), number(toX), number(toY));
  }

  private static String bar(double x, double y, double width, int colour) {
    return "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%d\" fill=\"%s\"/>\n"
        .formatted(number(x), number(y), number(Math.max(0, width)), BAR - 3, colour(colour));
  }

  private static String label(double x, double y, String anchor, String text) {
    return "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n"
        .formatted(number(x), number(y), anchor, escaped(text));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
