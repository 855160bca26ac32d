package org.suanli.cli.command;

import org.suanli.api.Allocations;
import org.suanli.api.Books;
import org.suanli.api.Jobs;
import org.suanli.api.Members;
import org.suanli.api.Prices;
import org.suanli.api.Supply;
import org.suanli.api.Tenants;

/// What is said of an empty list, and what to do about it.
final class Nothing {
  private static final String OTHER = "There are none.";

  private Nothing() {}

  /// @param type of the records that there are none of
  static String of(Class<?> type) {
    if (type == Jobs.Job.class) {
      return "There are no such jobs.\nMaybe suanli jobs --all, for those that have ended too.";
    }
    if (type == Jobs.Output.class) {
      return "The job has left nothing.\nMaybe it wrote elsewhere than below $SUANLI_OUTPUT.";
    }
    if (type == Tenants.Organization.class) {
      return "There are no organizations.\nMaybe suanli organizations add NAME.";
    }
    if (type == Tenants.Project.class) {
      return "There are no projects.\nMaybe suanli projects add ORGANIZATION/NAME.";
    }
    if (type == Members.Token.class) {
      return "There are no tokens.\nMaybe suanli tokens create NAME.";
    }
    if (type == Allocations.Programme.class) {
      return "There are no programmes.\nMaybe suanli programmes add NAME.";
    }
    if (type == Allocations.Allocation.class) {
      return "There are no allocations, so no job can be paid for.\nMaybe suanli allocations grant"
          + " --help.";
    }
    if (type == Prices.Price.class) {
      return "No price is published, so statements are in PFLOPS-hours alone.\nMaybe suanli prices"
          + " add 12.5.";
    }
    if (type == Prices.Rating.class) {
      return "No rating is published.\nMaybe suanli ratings add --help.";
    }
    if (type == Books.LedgerEntry.class) {
      return "There are no such entries.";
    }
    if (type == Supply.Maintenance.class) {
      return "No maintenance is planned.";
    }
    if (type == Supply.Node.class) {
      return "There are no such nodes.";
    }
    return OTHER;
  }
}
