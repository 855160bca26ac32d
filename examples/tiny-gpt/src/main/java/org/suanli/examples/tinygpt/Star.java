package org.suanli.examples.tinygpt;

import java.util.List;

/// The two ends of the star.
final class Star {
  private Star() {}

  /// Rank 0.
  ///
  /// @param tips the connections to ranks 1, 2, ... in this order
  record Center(List<Connection> tips) implements Ranks {
    Center {
      tips = List.copyOf(tips);
    }

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public int size() {
      return tips.size() + 1;
    }

    @Override
    public void sum(float[] values) {
      for (Connection tip : tips) {
        tip.receiveSum(values);
      }
      for (Connection tip : tips) {
        tip.send(Connection.Kind.FLOATS, values);
      }
    }

    @Override
    public void sum(double[] values) {
      for (Connection tip : tips) {
        double[] added = tip.receiveDoubles(values.length);
        for (int i = 0; i < values.length; i++) {
          values[i] += added[i];
        }
      }
      for (Connection tip : tips) {
        tip.send(values);
      }
    }

    @Override
    public void share(float[] values) {
      for (Connection tip : tips) {
        tip.send(Connection.Kind.SHARED, values);
      }
    }

    @Override
    public void close() {
      tips.forEach(Connection::close);
    }
  }

  /// Any other rank.
  record Tip(int rank, int size, Connection center) implements Ranks {
    @Override
    public void sum(float[] values) {
      center.send(Connection.Kind.FLOATS, values);
      center.receive(Connection.Kind.FLOATS, values);
    }

    @Override
    public void sum(double[] values) {
      center.send(values);
      System.arraycopy(center.receiveDoubles(values.length), 0, values, 0, values.length);
    }

    @Override
    public void share(float[] values) {
      center.receive(Connection.Kind.SHARED, values);
    }

    @Override
    public void close() {
      center.close();
    }
  }
}
