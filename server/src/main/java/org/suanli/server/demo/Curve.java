package org.suanli.server.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a training wrote, in a few characters.
///
/// @param losses by step; where a step was repeated, the later one
/// @param closing held-out loss against the baseline, and a sample of text
record Curve(List<Double> losses, List<String> closing) {
  private static final String BARS = "█▇▆▅▄▃▂▁";
  private static final int WIDTH = 48;
  private static final int SAMPLE_LENGTH_MAX = 160;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Curve of(String log) {
    var losses = new TreeMap<Long, Double>();
    var closing = new ArrayList<String>();
    log.lines()
        .filter(line -> line.startsWith("{") && line.endsWith("}"))
        .map(JSON::readTree)
        .forEach(line -> take(line, losses, closing));
    if (losses.isEmpty()) {
      throw new IllegalStateException("The training must have written its losses.");
    }
    return new Curve(List.copyOf(losses.values()), closing);
  }

  private static void take(JsonNode line, TreeMap<Long, Double> losses, List<String> closing) {
    if (line.has("loss")) {
      losses.put(line.path("step").asLong(), line.path("loss").asDouble());
    }
    if (line.has("finished")) {
      closing.add(
          "held-out loss %s nats per byte; bigram baseline %s"
              .formatted(
                  number(line.path("heldOutLoss").asDouble()),
                  number(line.path("bigramLoss").asDouble())));
    }
    if (line.has("sample")) {
      var sample = line.path("sample").asString().replaceAll("\\s+", " ");
      closing.add(
          "it writes: " + sample.substring(0, Math.min(SAMPLE_LENGTH_MAX, sample.length())) + " …");
    }
  }

  String first() {
    return number(losses.getFirst());
  }

  String last() {
    return number(losses.getLast());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  String sparkline() {
    double low = losses.stream().min(Double::compare).orElseThrow();
    double high = losses.stream().max(Double::compare).orElseThrow();
    var line = new StringBuilder();
    for (int column = 0; column < WIDTH; column++) {
      double loss = losses.get(column * (losses.size() - 1) / (WIDTH - 1));
      double share = high > low ? (high - loss) / (high - low) : 0;
      line.append(BARS.charAt((int) Math.round(share * (BARS.length() - 1))));
    }
    return line.toString();
  }
}
