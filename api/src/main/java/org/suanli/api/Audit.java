package org.suanli.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The journal, for auditors.
public final class Audit {
  private Audit() {}

  /// @param by who gave the command, such as `member-4`
  /// @param type the event's name
  /// @param body the stored canonical bytes, as text
  /// @param hash of this event and all before it, in hexadecimal
  public record AuditEntry(
      long sequence, Instant at, String by, String type, int version, String body, String hash) {}

  /// @param isIntact whether every stored hash follows from the bytes before it
  /// @param broken the first sequence whose hash does not; absent if none
  /// @param head the last hash
  public record Verification(
      long firstSequence,
      long lastSequence,
      boolean isIntact,
      @Nullable Long broken,
      String head) {}

  /// Something that changed, as the stream of changes tells it.
  ///
  /// @param sequence also the id of the server-sent event: hand it back as `Last-Event-ID`
  /// @param subject the job, node, allocation or organization
  public record Change(
      long sequence,
      Instant at,
      String type,
      @Nullable String organization,
      @Nullable String subject,
      String detail) {}
}
