package org.suanli.server.http;

import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Jobs;
import org.suanli.api.Page;
import org.suanli.api.Paths;

/// What jobs leave in their output folders.
@RestController
final class OutputsResource {
  private final Optional<TaskFiles> files;

  OutputsResource(ObjectProvider<TaskFiles> files) {
    this.files = Optional.ofNullable(files.getIfAvailable());
  }

  @GetMapping(Paths.JOB_OUTPUTS)
  Page<Jobs.Output> list(@PathVariable String job, Slice slice) {
    var rows = source().outputs(Wire.jobId(job), slice.afterText(), slice.probe());
    return slice.page(
        rows,
        row -> new Jobs.Output(row.path(), row.bytes(), row.modifiedAt()),
        TaskFiles.Output::path);
  }

  @GetMapping(Paths.JOB_OUTPUT)
  @Described(
      answers =
          @Described.Answer(body = byte[].class, type = MediaType.APPLICATION_OCTET_STREAM_VALUE))
  ResponseEntity<Resource> read(@PathVariable String job, @PathVariable String path) {
    var relative = path.startsWith("/") ? path.substring(1) : path;
    var content =
        source()
            .output(Wire.jobId(job), relative)
            .orElseThrow(() -> ProblemException.notFound("output (" + relative + ") of " + job));
    var name = relative.substring(relative.lastIndexOf('/') + 1);
    // Always a download: whatever a job wrote must not act as a page of this site.
    var disposition =
        ContentDisposition.attachment().filename(name, java.nio.charset.StandardCharsets.UTF_8);
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .contentLength(content.bytes())
        .header(HttpHeaders.CONTENT_DISPOSITION, disposition.build().toString())
        .body(new InputStreamResource(content.stream()));
  }

  private TaskFiles source() {
    return files.orElseThrow(() -> Desk.unavailable("This server holds no outputs."));
  }
}
