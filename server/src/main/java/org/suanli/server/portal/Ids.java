package org.suanli.server.portal;

import org.suanli.core.units.JobId;

/// Ids as they stand in addresses.
final class Ids {
  private Ids() {}

  /// @throws NotHere if it is not `job-` and a number
  static JobId job(String text) {
    try {
      return new JobId(Long.parseLong(text.startsWith("job-") ? text.substring(4) : text));
    } catch (IllegalArgumentException e) {
      throw new NotHere(e);
    }
  }
}
