package org.suanli.server.loop;

import java.util.List;
import java.util.SortedMap;
import org.suanli.core.units.ProjectId;

/// The secrets of projects, kept outside the journal.
@FunctionalInterface
public interface JobSecrets {

  /// @return every name with its value
  /// @throws RuntimeException if one of them is not there, or cannot be read
  SortedMap<String, String> read(ProjectId project, List<String> names);
}
