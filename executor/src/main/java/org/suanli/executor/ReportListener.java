package org.suanli.executor;

/// Takes reports. If it throws, everything that is not forgotten is reported again some seconds
/// later; so it must not block for long and may refuse.
@FunctionalInterface
public interface ReportListener {
  void accept(Report report);
}
