package org.suanli.server.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Whose journal it is.
///
/// @param id drawn once, when the tables are made
/// @param incarnation drawn anew whenever the database comes back from a backup
/// @param restores how often that was; two databases from one backup have the same number and
///   different incarnations
public record Centre(UUID id, UUID incarnation, int restores) {
  private static final int TAG_DIGITS = 8;

  /// What to put into the names and claims of attempts: a database that came back from a backup
  /// forgot attempts that ran, and must not use their names again.
  ///
  /// @return such as "r0-5f3a90c1"; letters, digits and '-'
  public String tag() {
    return "r" + restores + "-" + incarnation.toString().substring(0, TAG_DIGITS);
  }

  /// The hash before the first row.
  byte[] genesis() {
    var text = "suanli journal 1".getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(text.length + 16).put(text);
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    return Chain.sha256().digest(bytes.array());
  }
}
