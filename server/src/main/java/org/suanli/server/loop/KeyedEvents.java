package org.suanli.server.loop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// Which events of an append the command of a request with a key brought.
///
/// @param from counted from the append's first event
/// @param until the one after the last
public record KeyedEvents(RequestKey key, int from, int until) {
  private static final String MARK =
      """
      UPDATE idempotency SET first_seq = made.first, last_seq = made.last
      FROM unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
        AS made (member, key, epoch, first, last)
      WHERE idempotency.member = made.member AND idempotency.key = made.key
        AND idempotency.epoch = made.epoch
      """;

  public KeyedEvents {
    if (from < 0 || until <= from) {
      throw new IllegalArgumentException(
          "The events (%d to %d) of a key must be at least one.".formatted(from, until));
    }
  }

  /// Notes at each key what it brought. The caller owns the transaction.
  ///
  /// @param firstSeq the append's first event's number in the journal
  public static void write(Connection connection, long firstSeq, List<KeyedEvents> all)
      throws SQLException {
    if (all.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement(MARK)) {
      numbers(statement, 1, all.stream().map(one -> one.key().member().value()).toArray());
      statement.setArray(
          2, connection.createArrayOf("text", all.stream().map(one -> one.key().text()).toArray()));
      numbers(statement, 3, all.stream().map(one -> one.key().epoch()).toArray());
      numbers(statement, 4, all.stream().map(one -> firstSeq + one.from()).toArray());
      numbers(statement, 5, all.stream().map(one -> firstSeq + one.until() - 1).toArray());
      statement.executeUpdate();
    }
  }

  private static void numbers(PreparedStatement statement, int index, Object[] values)
      throws SQLException {
    statement.setArray(index, statement.getConnection().createArrayOf("bigint", values));
  }
}
