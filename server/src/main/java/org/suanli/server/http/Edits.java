package org.suanli.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import org.suanli.api.ErrorCode;
import org.suanli.api.Members;
import org.suanli.api.Supply;
import org.suanli.api.Tenants;
import org.suanli.server.identity.Principal;
import tools.jackson.databind.json.JsonMapper;

/// Keeps two who edit the same from undoing each other's work.
///
/// What can be edited is sent with an `ETag`: a digest of the fields that edits change, and of
/// nothing that changes by itself. An edit with `If-Match` is done only while that is the tag; one
/// with `If-None-Match: *` only while there is nothing yet.
@RestControllerAdvice
final class Edits implements ResponseBodyAdvice<Object> {
  private static final int DIGEST_BYTES = 12;
  private static final String ANY = "*";

  private final JsonMapper json;

  /// Edits are few and short: one at a time, so that what was compared is what is changed.
  private final ReentrantLock turn = new ReentrantLock();

  Edits(JsonMapper json) {
    this.json = json;
  }

  /// Who edits, and what must be so for it.
  ///
  /// @param ifMatch the header; null if the present state does not matter
  /// @param ifNoneMatch the header; null if it may be there already
  record Edit(Principal caller, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    Edit {
      if (ifNoneMatch != null && !ifNoneMatch.strip().equals(ANY)) {
        throw ProblemException.invalid(
            "The header If-None-Match (%s) of an edit must be *.".formatted(ifNoneMatch));
      }
    }
  }

  /// Does an edit, if what must be so is.
  ///
  /// @param present what is to be edited, as it is sent; fails with NOT_FOUND if it is not there
  <T> T make(Edit edit, Supplier<?> present, Supplier<T> change) {
    return alone(
        () -> {
          require(edit, present);
          return change.get();
        });
  }

  /// Does what no edit may come between.
  <T> T alone(Supplier<T> change) {
    turn.lock();
    try {
      return change.get();
    } finally {
      turn.unlock();
    }
  }

  private void require(Edit edit, Supplier<?> present) {
    var wanted = edit.ifMatch();
    if (wanted == null && edit.ifNoneMatch() == null) {
      return;
    }
    var tag = find(present).flatMap(this::tag);
    if (edit.ifNoneMatch() != null && tag.isPresent()) {
      throw failed("There is something of this name already.");
    }
    if (wanted != null && !tag.map(now -> matches(wanted, now)).orElse(false)) {
      throw failed(
          "It (%s) must still be as it was read (%s).\nMaybe read it again, and edit that."
              .formatted(tag.orElse("gone"), wanted));
    }
  }

  private static Optional<?> find(Supplier<?> present) {
    try {
      return Optional.of(present.get());
    } catch (ProblemException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static ProblemException failed(String violation) {
    return new ProblemException(ErrorCode.PRECONDITION_FAILED, List.of(violation));
  }

  private static boolean matches(String wanted, String tag) {
    return wanted.strip().equals(ANY)
        || Arrays.stream(wanted.split(",", -1)).anyMatch(one -> one.strip().equals(tag));
  }

  /// The tag of what can be edited; empty for anything else.
  private Optional<String> tag(@Nullable Object body) {
    return body == null ? Optional.empty() : editable(body).map(this::digest);
  }

  private String digest(List<Object> fields) {
    try {
      var bytes = json.writeValueAsString(fields).getBytes(StandardCharsets.UTF_8);
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  private static Optional<List<Object>> editable(Object body) {
    return switch (body) {
      case Tenants.Organization it -> fields(it.organization(), it.weight(), it.quota());
      case Tenants.OrganizationDetail it -> editable(it.organization());
      case Tenants.Project it -> fields(it.project(), it.quota());
      case Members.Member it ->
          fields(it.member(), it.role(), it.name(), it.email(), it.organization());
      case Supply.Cluster it ->
          fields(it.cluster(), it.site(), it.kind(), it.runsImages(), it.isTrusted());
      case Supply.Node it ->
          fields(
              it.cluster() + "/" + it.node(),
              List.of(it.block(), it.rack(), it.model()),
              List.of(it.accelerators(), it.milliCpus(), it.memoryBytes()),
              it.state(),
              it.reason());
      default -> Optional.empty();
    };
  }

  private static Optional<List<Object>> fields(@Nullable Object... fields) {
    return Optional.of(Arrays.stream(fields).map(field -> field == null ? "" : field).toList());
  }

  /// Whether answers of this type bear a tag.
  static boolean isTagged(Class<?> type) {
    return List.of(
            Tenants.Organization.class,
            Tenants.OrganizationDetail.class,
            Tenants.Project.class,
            Members.Member.class,
            Supply.Cluster.class,
            Supply.Node.class)
        .contains(type);
  }

  @Override
  public boolean supports(
      MethodParameter returned, Class<? extends HttpMessageConverter<?>> converter) {
    return isTagged(returned.getParameterType());
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returned,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    tag(body).ifPresent(tag -> response.getHeaders().set(HttpHeaders.ETAG, tag));
    return body;
  }
}
