package org.suanli.server.database;

import org.jspecify.annotations.Nullable;

/// The database, or the machine under it, did not do what it must. The message says what to do.
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DatabaseException(String message) {
    super(message);
  }

  public DatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
