package org.suanli.server.loop;

import java.util.List;
import java.util.SortedMap;
import org.suanli.core.units.ProjectId;

/// The secrets of projects, kept outside the journal.
@FunctionalInterface
public interface JobSecrets {

  /// @return the names that are there, each with its value
  /// @throws RuntimeException if one of them cannot be read
  SortedMap<String, String> read(ProjectId project, List<String> names);
}
