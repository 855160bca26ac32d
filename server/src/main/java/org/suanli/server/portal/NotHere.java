package org.suanli.server.portal;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/// There is no such thing, or it is not the viewer's to see; which of the two is not told.
@ResponseStatus(HttpStatus.NOT_FOUND)
final class NotHere extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotHere() {
    super("There is no such page.");
  }

  NotHere(Throwable cause) {
    super("There is no such page.", cause);
  }
}
