package org.suanli.server.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A {@link Socket} in front of a UNIX-domain channel, as far as the JDBC driver needs one.
///
/// The channel does not block; a reader or writer waits at a selector. That gives reads their
/// timeout, which a blocking UNIX channel lacks, and keeps an interrupt of the thread from closing
/// the connection in mid-protocol: like a plain socket, it waits on and keeps the interrupt.
/// Options of TCP are taken and have no effect. One thread may read while another writes or closes.
final class UnixSocket extends Socket {
  /// The JDK copies heap buffers through a direct one of the same size and keeps that one.
  private static final int CHUNK_BYTES_MAX = 64 * 1024;

  private final Path path;
  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private final InputStream input = new Input();
  private final OutputStream output = new Output();
  private volatile int timeoutMillis;
  private volatile boolean isConnected;

  UnixSocket(Path path) throws IOException {
    this.path = path;
    this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    this.readable = Selector.open();
    this.writable = Selector.open();
  }

  /// @param ignored the driver's host and port; the path given at making counts
  @Override
  public void connect(@Nullable SocketAddress ignored, int ignoredTimeout) throws IOException {
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      channel.configureBlocking(false);
      channel.register(readable, SelectionKey.OP_READ);
      channel.register(writable, SelectionKey.OP_WRITE);
    } catch (IOException e) {
      close();
      throw e;
    }
    isConnected = true;
  }

  @Override
  public void connect(SocketAddress ignored) throws IOException {
    connect(ignored, 0);
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() {
    return output;
  }

  @Override
  public void close() throws IOException {
    try (channel;
        readable;
        writable) {
      isConnected = false;
    }
  }

  private int readSome(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    var buffer = ByteBuffer.wrap(bytes, offset, Math.min(length, CHUNK_BYTES_MAX));
    try {
      int count = channel.read(buffer);
      while (count == 0) {
        if (!await(readable, timeoutMillis)) {
          throw new SocketTimeoutException("Nothing came within " + timeoutMillis + " ms.");
        }
        count = channel.read(buffer);
      }
      return count;
    } catch (ClosedChannelException | ClosedSelectorException e) {
      throw closed(e);
    }
  }

  private void writeAll(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    try {
      while (done < length) {
        int part = Math.min(length - done, CHUNK_BYTES_MAX);
        int count = channel.write(ByteBuffer.wrap(bytes, offset + done, part));
        if (count == 0) {
          await(writable, 0);
        }
        done += count;
      }
    } catch (ClosedChannelException | ClosedSelectorException e) {
      throw closed(e);
    }
  }

  private static SocketException closed(Exception cause) {
    var closed = new SocketException("The socket is closed.");
    closed.initCause(cause);
    return closed;
  }

  /// @param millisMax 0 for as long as it takes
  /// @return whether the channel got ready in time
  private static boolean await(Selector selector, int millisMax) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
    boolean isInterrupted = false;
    try {
      while (true) {
        long millis = 0;
        if (millisMax > 0) {
          millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime() + 999_999);
          if (millis <= 0) {
            return false;
          }
        }
        if (selector.select(millis) > 0) {
          selector.selectedKeys().clear();
          return true;
        }
        isInterrupted |= Thread.interrupted();
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isConnected() {
    return isConnected;
  }

  @Override
  public boolean isBound() {
    return isConnected;
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public InetAddress getInetAddress() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public boolean getTcpNoDelay() {
    return true;
  }

  @Override
  public void setKeepAlive(boolean on) {}

  @Override
  public boolean getKeepAlive() {
    return false;
  }

  @Override
  public void setSoLinger(boolean on, int seconds) {}

  @Override
  public void setReceiveBufferSize(int bytes) {}

  @Override
  public void setSendBufferSize(int bytes) {}

  @Override
  public int getReceiveBufferSize() {
    return CHUNK_BYTES_MAX;
  }

  @Override
  public int getSendBufferSize() {
    return CHUNK_BYTES_MAX;
  }

  @Override
  public String toString() {
    return "UnixSocket[" + path + "]";
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return readSome(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return readSome(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      UnixSocket.this.close();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      writeAll(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      writeAll(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      UnixSocket.this.close();
    }
  }
}
