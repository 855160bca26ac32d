package org.suanli.api;

import java.time.Instant;
import java.util.List;
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

  /// A page of the journal.
  ///
  /// @param next where the next page begins; absent on the last
  /// @param archives the files that hold the entries that would come before those of this page: the
  ///   list shows what is in the tables alone
  public record AuditPage(List<AuditEntry> items, @Nullable String next, List<Archive> archives) {
    public AuditPage {
      items = List.copyOf(items);
      archives = List.copyOf(archives);
    }
  }

  /// Entries that were moved into a file.
  ///
  /// @param hash of the last of them, in hexadecimal
  /// @param file its name, in the folder `archive` of the centre's data or where `suanli archive
  ///   --archives` put it; `suanli audit verify` on that machine reads it
  public record Archive(
      long firstSequence, long lastSequence, String hash, String file, Instant archivedAt) {}

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
