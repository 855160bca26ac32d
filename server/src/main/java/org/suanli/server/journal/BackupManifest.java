package org.suanli.server.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/// What a backup holds, so that it can be checked before it is trusted. As text, one line each.
///
/// @param schema the version of the tables
/// @param head the journal's last row
/// @param tables in the order in which they can be filled
/// @param sequences where each stood
record BackupManifest(
    Instant takenAt,
    String schema,
    JournalPosition head,
    List<Table> tables,
    SequencedMap<String, Long> sequences) {
  /// The first line; another number is another format.
  private static final String FORMAT = "suanli-backup 1";

  /// @param sha256 of its rows as copied, 64 hexadecimal digits
  record Table(String name, long rows, String sha256) {}

  String toText() {
    var text = new StringBuilder(FORMAT).append('\n');
    text.append("taken ").append(takenAt).append('\n');
    text.append("schema ").append(schema).append('\n');
    text.append("head ").append(head).append('\n');
    for (var table : tables) {
      text.append("table ").append(table.name()).append(' ').append(table.rows()).append(' ');
      text.append(table.sha256()).append('\n');
    }
    sequences.forEach(
        (name, value) ->
            text.append("sequence ").append(name).append(' ').append(value).append('\n'));
    return text.append("end\n").toString();
  }

  /// @throws IllegalArgumentException if it is not a whole manifest of this format
  static BackupManifest parse(String text) {
    var lines = text.lines().toList();
    if (lines.size() < 5 || !lines.getFirst().equals(FORMAT) || !lines.getLast().equals("end")) {
      throw new IllegalArgumentException(
          "The backup's manifest must start with \"" + FORMAT + "\" and end with \"end\".");
    }
    var tables = new ArrayList<Table>();
    var sequences = new TreeMap<String, Long>();
    for (var line : lines.subList(4, lines.size() - 1)) {
      var words = line.split(" ", -1);
      switch (words[0] + " " + words.length) {
        case "table 4" -> tables.add(new Table(words[1], Long.parseLong(words[2]), words[3]));
        case "sequence 3" -> sequences.put(words[1], Long.parseLong(words[2]));
        default ->
            throw new IllegalArgumentException("The manifest's line (" + line + ") is not known.");
      }
    }
    return new BackupManifest(
        Instant.parse(value(lines.get(1), "taken")),
        value(lines.get(2), "schema"),
        JournalPosition.parse(value(lines.get(3), "head")),
        List.copyOf(tables),
        sequences);
  }

  private static String value(String line, String name) {
    if (!line.startsWith(name + " ")) {
      throw new IllegalArgumentException("The manifest's line (" + line + ") must say " + name);
    }
    return line.substring(name.length() + 1);
  }
}
