package org.suanli.cli.code;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Writes a tar archive (POSIX.1-2001, `ustar` with `pax` records for long names) that depends on
/// nothing but paths, bytes and whether files are executable: no owner, no time.
final class TarWriter {
  private static final int BLOCK_BYTES = 512;
  private static final int NAME_BYTES_MAX = 100;

  /// What a size field of eleven octal digits can hold.
  private static final long SIZE_MAX = 1L << 33;

  private static final byte FILE = '0';
  private static final byte PAX = 'x';

  private final OutputStream out;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  /// @param path relative, with slashes
  /// @throws IOException also if the file changes while it is read
  void add(String path, Path file, boolean isExecutable) throws IOException {
    long size = Files.size(file);
    if (size >= SIZE_MAX) {
      throw new IOException("The file (" + path + ") must be smaller than 8 GiB.");
    }
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > NAME_BYTES_MAX || name.length != path.length()) {
      byte[] record = paxRecord("path", path);
      out.write(header("pax".getBytes(StandardCharsets.US_ASCII), record.length, 0644, PAX));
      out.write(record);
      pad(record.length);
      name = Arrays.copyOf(name, Math.min(name.length, NAME_BYTES_MAX));
    }
    out.write(header(name, size, isExecutable ? 0755 : 0644, FILE));
    long written;
    try (var in = Files.newInputStream(file)) {
      written = in.transferTo(out);
    }
    if (written != size) {
      throw new IOException("The file (" + path + ") changed while it was read.");
    }
    pad(size);
  }

  /// Ends the archive; the stream stays open.
  void finish() throws IOException {
    out.write(new byte[2 * BLOCK_BYTES]);
  }

  private void pad(long size) throws IOException {
    int rest = (int) (size % BLOCK_BYTES);
    if (rest > 0) {
      out.write(new byte[BLOCK_BYTES - rest]);
    }
  }

  /// `LENGTH KEY=VALUE\n`, whose length counts itself.
  private static byte[] paxRecord(String key, String value) {
    int body = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
    int length = body + String.valueOf(body).length();
    length = body + String.valueOf(length).length();
    return (length + " " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] header(byte[] name, long size, int mode, byte type) {
    byte[] header = new byte[BLOCK_BYTES];
    System.arraycopy(name, 0, header, 0, name.length);
    octal(header, 100, 8, mode);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, size);
    octal(header, 136, 12, 0);
    header[156] = type;
    text(header, 257, "ustar\u000000");
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte one : header) {
      sum += one & 0xff;
    }
    octal(header, 148, 7, sum);
    header[155] = ' ';
    return header;
  }

  /// Digits up to a final zero byte.
  private static void octal(byte[] header, int at, int width, long value) {
    var digits = Long.toOctalString(value);
    text(header, at, "0".repeat(width - 1 - digits.length()) + digits);
    header[at + width - 1] = 0;
  }

  private static void text(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
