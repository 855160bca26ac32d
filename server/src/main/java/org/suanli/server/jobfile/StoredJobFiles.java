package org.suanli.server.jobfile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.spec.JobFile;
import org.suanli.server.loop.JobFiles;

/// Reads job files from the table that they were stored in before their submission.
public final class StoredJobFiles implements JobFiles {
  /// Jobs that are submitted by a loop share one file; more are read again.
  private static final int KEPT_MAX = 256;

  private final JdbcClient jdbc;
  private final Map<String, JobFile> kept =
      Collections.synchronizedMap(
          new LinkedHashMap<>(KEPT_MAX, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, JobFile> eldest) {
              return size() > KEPT_MAX;
            }
          });

  public StoredJobFiles(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public JobFile read(String digest) {
    var known = kept.get(digest);
    if (known != null) {
      return known;
    }
    var text =
        jdbc.sql("SELECT canonical FROM job_spec WHERE digest = :digest")
            .param("digest", digest)
            .query(String.class)
            .optional()
            .orElseThrow(
                () -> new IllegalStateException("The job file (" + digest + ") must be stored."));
    var file = JobFileText.parseStored(text);
    kept.put(digest, file);
    return file;
  }
}
