package org.suanli.server.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The chain of hashes, at one row.
///
/// A row's hash is SHA-256 over: the previous row's hash (32 bytes); seq, epoch, time in
/// milliseconds, member (8 bytes each); version (4); the type's length (4) and its UTF-8 bytes; the
/// body's length (4) and its bytes. Numbers are big-endian. So it covers every column, and no two
/// rows give the same bytes. See docs/decisions/journal.md.
final class Chain {
  private static final int FIXED_BYTES = 4 * Long.BYTES + 3 * Integer.BYTES;

  private final MessageDigest digest = sha256();
  private long seq;
  private byte[] hash;

  /// @param hash of that row
  Chain(long seq, byte[] hash) {
    this.seq = seq;
    this.hash = hash;
  }

  static Chain at(JournalPosition position) {
    return new Chain(position.seq(), HexFormat.of().parseHex(position.hash()));
  }

  /// Takes the next row and returns its hash.
  byte[] advance(Row row) {
    var type = row.type.getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(FIXED_BYTES + type.length);
    bytes.putLong(row.seq).putLong(row.epoch).putLong(row.atMillis).putLong(row.member);
    bytes.putInt(row.version).putInt(type.length).put(type).putInt(row.body.length);
    digest.update(hash);
    digest.update(bytes.array());
    hash = digest.digest(row.body);
    seq = row.seq;
    return hash;
  }

  long seq() {
    return seq;
  }

  JournalPosition position() {
    return new JournalPosition(seq, HexFormat.of().formatHex(hash));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  /// A row as it is stored, without its hash.
  record Row(
      long seq, long epoch, long atMillis, long member, String type, int version, byte[] body) {}
}
