package org.suanli.cli.command;

import org.suanli.cli.terminal.Failure;

/// Ids as people type them: a number alone does.
final class Ids {
  /// The two parts of a node's name.
  record NodeName(String cluster, String node) {
    @Override
    public String toString() {
      return cluster + "/" + node;
    }
  }

  /// The two parts of a project's name.
  record ProjectName(String organization, String name) {}

  private Ids() {}

  static String job(String typed) {
    return numbered("job", typed);
  }

  static String allocation(String typed) {
    return numbered("allocation", typed);
  }

  static String member(String typed) {
    return numbered("member", typed);
  }

  static String maintenance(String typed) {
    return numbered("maintenance", typed);
  }

  private static String numbered(String kind, String typed) {
    return typed.matches("[0-9]{1,18}") ? kind + "-" + typed : typed;
  }

  static NodeName node(String typed) {
    int slash = typed.indexOf('/');
    if (slash < 1 || slash == typed.length() - 1) {
      throw Failure.usage(
          "The node (" + typed + ") must be CLUSTER/NODE.\nMaybe find it with: suanli nodes.");
    }
    return new NodeName(typed.substring(0, slash), typed.substring(slash + 1));
  }

  static ProjectName project(String full) {
    int slash = full.indexOf('/');
    if (slash < 1 || slash == full.length() - 1) {
      throw Failure.usage("The project (" + full + ") must be ORGANIZATION/NAME.");
    }
    return new ProjectName(full.substring(0, slash), full.substring(slash + 1));
  }
}
