package org.suanli.server.loop;

import org.suanli.core.spec.JobFile;

/// Job files, kept outside the journal under their digest.
@FunctionalInterface
public interface JobFiles {

  /// @param digest SHA-256 of the canonical form, in hexadecimal
  /// @throws RuntimeException if there is none, or it cannot be read
  JobFile read(String digest);
}
