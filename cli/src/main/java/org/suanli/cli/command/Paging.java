package org.suanli.cli.command;

import org.suanli.api.Http;
import org.suanli.cli.terminal.Failure;
import picocli.CommandLine.Option;

/// How much of a list is fetched.
final class Paging {
  /// With `--everything`: what a person or a script can still hold.
  private static final int ITEMS_MAX = 1_000_000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Items at most; ${DEFAULT-VALUE} unless given.")
  int limit = 100;

  @Option(names = "--everything", description = "All items, however many.")
  boolean isEverything;

  /// Items wanted at most.
  int itemsMax() {
    if (limit < 1) {
      throw Failure.usage("The limit (" + limit + ") must be 1 or more.");
    }
    return isEverything ? ITEMS_MAX : limit;
  }

  static int pageItems(int wanted) {
    return Math.min(wanted, Http.PAGE_ITEMS_MAX);
  }
}
