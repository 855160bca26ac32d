package org.suanli.server.journal;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Rows of the journal in a file: text by gzip, a row a line, in the order of the table's columns,
/// separated by a space; the body, which holds no line end, comes last.
final class ArchiveFile implements RowSource {
  /// The first line; another number is another format.
  private static final String FORMAT = "suanli-journal 1";

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int COLUMNS = 8;

  private final BufferedReader lines;

  private ArchiveFile(BufferedReader lines) {
    this.lines = lines;
  }

  static ArchiveFile open(Path file) throws IOException {
    var zip = new GZIPInputStream(Files.newInputStream(file), BUFFER_BYTES);
    var reader = new BufferedReader(new InputStreamReader(zip, StandardCharsets.UTF_8));
    if (!FORMAT.equals(reader.readLine())) {
      reader.close();
      throw new IOException("The file " + file + " must start with \"" + FORMAT + "\".");
    }
    return new ArchiveFile(reader);
  }

  @Override
  public @Nullable Stored next() throws IOException {
    var line = lines.readLine();
    if (line == null) {
      return null;
    }
    var words = line.split(" ", COLUMNS);
    if (words.length != COLUMNS) {
      throw new IOException("A line of the archive must have " + COLUMNS + " parts: " + line);
    }
    try {
      var row =
          new Chain.Row(
              Long.parseLong(words[0]),
              Long.parseLong(words[1]),
              Long.parseLong(words[2]),
              Long.parseLong(words[3]),
              words[4],
              Integer.parseInt(words[5]),
              words[7].getBytes(StandardCharsets.UTF_8));
      return new Stored(row, HexFormat.of().parseHex(words[6]));
    } catch (IllegalArgumentException e) {
      throw new IOException("A line of the archive is damaged: " + line, e);
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  /// Writes rows up to one of them; the file is on disk then.
  ///
  /// @param file replaced as a whole, or left as it was if this fails
  static void write(Path file, RowSource rows, long until) throws SQLException, IOException {
    var beside = file.resolveSibling(file.getFileName() + ".new");
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.deleteIfExists(beside);
    var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = FileChannel.open(beside, options, mode)) {
      var zip = new GZIPOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
      var out = new BufferedWriter(new OutputStreamWriter(zip, StandardCharsets.UTF_8));
      out.write(FORMAT + "\n");
      for (var next = rows.next(); next != null && next.row().seq() <= until; next = rows.next()) {
        out.write(line(next));
      }
      out.flush();
      zip.finish();
      channel.force(true);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
    try (var folder = FileChannel.open(file.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }

  private static String line(Stored stored) {
    var row = stored.row();
    return "%d %d %d %d %s %d %s %s\n"
        .formatted(
            row.seq(),
            row.epoch(),
            row.atMillis(),
            row.member(),
            row.type(),
            row.version(),
            HexFormat.of().formatHex(stored.hash()),
            new String(row.body(), StandardCharsets.UTF_8));
  }
}
