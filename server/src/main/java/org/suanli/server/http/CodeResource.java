package org.suanli.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Http;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;

/// Code for jobs, under the SHA-256 of its bytes. Whoever knows the digest has had the bytes.
@RestController
final class CodeResource {
  private final CodeStore store;
  private final Prerequisites prerequisites;

  CodeResource(CodeStore store, Prerequisites prerequisites) {
    this.store = store;
    this.prerequisites = prerequisites;
  }

  /// Whether the code is here, so that it need not be sent again.
  @GetMapping(Paths.CODE)
  Jobs.Code show(@PathVariable String sha256) throws IOException {
    var file =
        store.find(sha256).orElseThrow(() -> ProblemException.notFound("code (" + sha256 + ")"));
    return new Jobs.Code(sha256, Files.size(file));
  }

  @PutMapping(Paths.CODE)
  @Described(upload = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  Jobs.Code put(@PathVariable String sha256, HttpServletRequest request) throws IOException {
    if (!CodeStore.isDigest(sha256)) {
      throw ProblemException.invalid(
          "The digest (" + sha256 + ") must be 64 characters of 0-9 and a-f.");
    }
    prerequisites.requireRoom();
    return switch (store.put(sha256, request.getInputStream(), Http.CODE_BYTES_MAX)) {
      case STORED -> show(sha256);
      case OTHER_BYTES ->
          throw ProblemException.invalid(
              "The SHA-256 of the body must be " + sha256 + ".\nMaybe the upload was cut short.");
      case TOO_LARGE -> throw Callers.tooLarge(Http.CODE_BYTES_MAX);
    };
  }
}
