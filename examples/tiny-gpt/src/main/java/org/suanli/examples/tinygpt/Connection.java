package org.suanli.examples.tinygpt;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The connection to another rank. Numbers travel in frames: kind, count, then the numbers, big
/// endian. Every exchange is bounded: when its time is over, a watchdog closes the socket.
final class Connection implements AutoCloseable {

  /// What a frame carries; the other end must expect the same.
  enum Kind {
    FLOATS(1),
    DOUBLES(2),
    SHARED(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  private interface Exchange<T> {
    T run() throws IOException;
  }

  private static final int CHUNK_BYTES = 1 << 16;
  private static final ScheduledThreadPoolExecutor WATCHDOG = watchdog();

  private String peer;
  private final Socket socket;
  private final int timeoutSeconds;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final byte[] bytes = new byte[CHUNK_BYTES];
  private final ByteBuffer chunk = ByteBuffer.wrap(bytes);
  private final float[] floats = new float[CHUNK_BYTES / Float.BYTES];

  /// Set before the socket is closed for it, so that the exchange that breaks then knows why.
  private volatile boolean isOverdue;

  /// @param peer the other rank, for messages
  Connection(String peer, Socket socket, int timeoutSeconds) throws IOException {
    this.peer = peer;
    this.socket = socket;
    this.timeoutSeconds = timeoutSeconds;
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), CHUNK_BYTES));
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), CHUNK_BYTES));
  }

  private static ScheduledThreadPoolExecutor watchdog() {
    var executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("peer-timeout").factory());
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  /// Names the other rank, once it is known.
  void rename(String name) {
    peer = name;
  }

  void sendText(String text) {
    bounded(
        () -> {
          out.writeUTF(text);
          out.flush();
          return text;
        });
  }

  String receiveText(int seconds) {
    return bounded(seconds, in::readUTF);
  }

  void send(Kind kind, float[] values) {
    bounded(
        () -> {
          out.writeInt(kind.code);
          out.writeInt(values.length);
          for (int at = 0; at < values.length; at += floats.length) {
            int count = Math.min(floats.length, values.length - at);
            chunk.asFloatBuffer().put(values, at, count);
            out.write(bytes, 0, count * Float.BYTES);
          }
          out.flush();
          return values;
        });
  }

  void receive(Kind kind, float[] values) {
    bounded(
        () -> {
          expect(kind, values.length);
          for (int at = 0; at < values.length; at += floats.length) {
            int count = Math.min(floats.length, values.length - at);
            in.readFully(bytes, 0, count * Float.BYTES);
            chunk.asFloatBuffer().get(values, at, count);
          }
          return values;
        });
  }

  /// Adds what comes to the values.
  void receiveSum(float[] values) {
    bounded(
        () -> {
          expect(Kind.FLOATS, values.length);
          for (int at = 0; at < values.length; at += floats.length) {
            int count = Math.min(floats.length, values.length - at);
            in.readFully(bytes, 0, count * Float.BYTES);
            chunk.asFloatBuffer().get(floats, 0, count);
            for (int i = 0; i < count; i++) {
              values[at + i] += floats[i];
            }
          }
          return values;
        });
  }

  void send(double[] values) {
    bounded(
        () -> {
          out.writeInt(Kind.DOUBLES.code);
          out.writeInt(values.length);
          for (double value : values) {
            out.writeDouble(value);
          }
          out.flush();
          return values;
        });
  }

  double[] receiveDoubles(int count) {
    return bounded(
        () -> {
          expect(Kind.DOUBLES, count);
          double[] values = new double[count];
          for (int i = 0; i < count; i++) {
            values[i] = in.readDouble();
          }
          return values;
        });
  }

  private void expect(Kind kind, int count) throws IOException {
    int sentKind = in.readInt();
    int sentCount = in.readInt();
    if (sentKind != kind.code || sentCount != count) {
      throw new IOException(
          "it sent %d numbers of kind %d where %d of kind %d (%s) must come"
              .formatted(sentCount, sentKind, count, kind.code, kind));
    }
  }

  private <T> T bounded(Exchange<T> exchange) {
    return bounded(timeoutSeconds, exchange);
  }

  private <T> T bounded(int seconds, Exchange<T> exchange) {
    ScheduledFuture<?> end = WATCHDOG.schedule(this::giveUp, seconds, TimeUnit.SECONDS);
    try {
      return exchange.run();
    } catch (EOFException e) {
      throw Failure.external(peer + " is lost: it closed the connection", e);
    } catch (IOException e) {
      String reason = isOverdue ? "no answer in " + seconds + " s" : "connection broken";
      throw Failure.external(peer + " is lost: " + reason, e);
    } finally {
      end.cancel(false);
    }
  }

  private void giveUp() {
    isOverdue = true;
    close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("The socket to " + peer + " must close.", e);
    }
  }
}
