package org.suanli.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.suanli.api.Http;

/// One connection to a server, kept alive, for one request at a time. It does as little as it can:
/// load and server share the machine.
final class Connection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int LINE_BYTES_MAX = 8_192;

  private final URI server;
  private final String head;
  private Socket socket;
  private InputStream in;
  private boolean isClosing;

  /// @param body as it came
  record Answer(int status, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /// @param token empty if none is to be sent
  Connection(URI server, String token) throws IOException {
    this.server = server;
    socket = open(server);
    in = new BufferedInputStream(socket.getInputStream());
    head =
        "Host: "
            + server.getAuthority()
            + "\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
            + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n");
  }

  private static Socket open(URI server) throws IOException {
    var socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  Answer send(String method, String path, String body) throws IOException {
    return send(method + " " + path + " HTTP/1.1\r\n" + head, body);
  }

  /// @param key by which the server knows the request when it comes again
  Answer post(String path, String key, String body) throws IOException {
    return send(
        "POST " + path + " HTTP/1.1\r\n" + head + Http.IDEMPOTENCY_KEY + ": " + key + "\r\n", body);
  }

  private Answer send(String request, String body) throws IOException {
    if (isClosing) {
      // The server ends a connection after so many requests, and says so.
      socket.close();
      socket = open(server);
      in = new BufferedInputStream(socket.getInputStream());
      isClosing = false;
    }
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var message = new ByteArrayOutputStream();
    var lines = request + "Content-Length: " + bytes.length + "\r\n\r\n";
    message.write(lines.getBytes(StandardCharsets.ISO_8859_1));
    message.write(bytes);
    socket.getOutputStream().write(message.toByteArray());
    return read();
  }

  private Answer read() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    boolean isChunked = false;
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      var name = line.substring(0, colon);
      var value = line.substring(colon + 1).strip();
      if (name.equalsIgnoreCase("content-length")) {
        length = Integer.parseInt(value);
      } else if (name.equalsIgnoreCase("transfer-encoding")) {
        isChunked = value.equalsIgnoreCase("chunked");
      } else if (name.equalsIgnoreCase("connection")) {
        isClosing = value.equalsIgnoreCase("close");
      }
    }
    return new Answer(status, isChunked ? chunks() : bytes(length));
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      int length = Integer.parseInt(line(), 16);
      body.write(bytes(length));
      line();
      if (length == 0) {
        return body.toByteArray();
      }
    }
  }

  private byte[] bytes(int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("The server ended an answer early.");
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() == LINE_BYTES_MAX) {
        throw new EOFException("The server ended an answer early, or its line is too long.");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
