package org.suanli.server.http;

import org.suanli.api.Audit;

/// Recomputes the chain of hashes of the journal.
public interface JournalCheck {
  Audit.Verification verify();
}
