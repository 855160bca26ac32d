package org.suanli.server.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A member of the centre, over the interface that everyone uses.
final class Client {
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(WAIT_MAX).build();
  private final String address;
  private final String token;

  Client(String address, String token) {
    this.address = address;
    this.token = token;
  }

  String token() {
    return token;
  }

  <T> T get(String path, Class<T> type) {
    return JSON.readValue(send("GET", path, BodyPublishers.noBody(), "application/json"), type);
  }

  JsonNode get(String path) {
    return JSON.readTree(send("GET", path, BodyPublishers.noBody(), "application/json"));
  }

  <T> T post(String path, Object body, Class<T> type) {
    return JSON.readValue(sendJson("POST", path, body), type);
  }

  void post(String path, Object body) {
    sendJson("POST", path, body);
  }

  void put(String path, Object body) {
    sendJson("PUT", path, body);
  }

  void upload(String path, Path file) {
    try {
      send("PUT", path, BodyPublishers.ofFile(file), "application/gzip");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String sendJson(String method, String path, Object body) {
    return send(
        method, path, BodyPublishers.ofString(JSON.writeValueAsString(body)), "application/json");
  }

  private String send(String method, String path, BodyPublisher body, String contentType) {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(WAIT_MAX)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", contentType)
            .header("Accept", "application/json, application/problem+json")
            .method(method, body)
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw new IllegalStateException(
            method
                + " "
                + path
                + " was answered by "
                + response.statusCode()
                + ": "
                + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path + " failed.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The demo was interrupted.", e);
    }
  }
}
