package org.suanli.server.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.suanli.core.engine.Codec;
import org.suanli.server.database.DatabaseException;

/// Goes along the journal and checks every row before it hands it on.
final class Walk implements AutoCloseable {
  private final RowSource rows;
  private final Chain chain;
  private long epoch;

  /// @param rows that follow `after`
  Walk(RowSource rows, JournalPosition after) {
    this.rows = rows;
    chain = Chain.at(after);
  }

  /// @return null at the end
  /// @throws JournalBroken if the next row is not what must follow
  @Nullable Recorded next() throws SQLException {
    var stored = read();
    if (stored == null) {
      return null;
    }
    var row = stored.row();
    if (row.seq() != chain.seq() + 1) {
      throw new JournalBroken(chain.seq() + 1, "it is missing.");
    }
    if (!Arrays.equals(chain.advance(row), stored.hash())) {
      throw new JournalBroken(row.seq(), "it is not what was written: its hash does not fit.");
    }
    if (row.epoch() < epoch) {
      throw new JournalBroken(
          row.seq(), "its epoch (" + row.epoch() + ") must not be before " + epoch + ".");
    }
    epoch = row.epoch();
    var recorded = Rows.decode(row);
    if (row.version() == Codec.VERSION
        && !Arrays.equals(Codec.encode(recorded.stamped().event()), row.body())) {
      throw new JournalBroken(row.seq(), "its bytes are not the canonical ones of its event.");
    }
    return recorded;
  }

  private RowSource.@Nullable Stored read() throws SQLException {
    try {
      return rows.next();
    } catch (IOException e) {
      throw new JournalBroken(chain.seq() + 1, "its archive cannot be read: " + e.getMessage());
    }
  }

  JournalPosition position() {
    return chain.position();
  }

  Stream<Recorded> stream() {
    var ordered = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
    return StreamSupport.stream(
        new Spliterators.AbstractSpliterator<Recorded>(Long.MAX_VALUE, ordered) {
          @Override
          public boolean tryAdvance(Consumer<? super Recorded> action) {
            var next = nextUnchecked();
            if (next == null) {
              return false;
            }
            action.accept(next);
            return true;
          }
        },
        false);
  }

  private @Nullable Recorded nextUnchecked() {
    try {
      return next();
    } catch (SQLException e) {
      throw new DatabaseException("The journal cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws SQLException {
    try {
      rows.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
