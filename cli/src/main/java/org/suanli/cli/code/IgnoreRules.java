package org.suanli.cli.code;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Which files of a folder are left out, by the lines of an ignore file.
///
/// A line is a pattern as in `.gitignore`: `*` and `?` stay within a name, `**` crosses slashes, a
/// slash before the end ties the pattern to the folder, one at the end means folders alone, `!`
/// takes back, `#` begins a comment. The last line that matches decides. What is in an ignored
/// folder cannot be taken back.
final class IgnoreRules {
  /// Never part of the code.
  private static final List<String> ALWAYS = List.of(".git/", ".suanli/", ".suanliignore");

  private record Rule(Pattern pattern, boolean isFolderOnly, boolean isTakenBack) {}

  private final List<Rule> rules = new ArrayList<>();

  /// @param lines of the ignore file
  IgnoreRules(List<String> lines) {
    lines.forEach(this::add);
    ALWAYS.forEach(this::add);
  }

  private void add(String line) {
    var text = line.strip();
    if (text.isEmpty() || text.startsWith("#")) {
      return;
    }
    boolean isTakenBack = text.startsWith("!");
    text = isTakenBack ? text.substring(1) : text;
    boolean isFolderOnly = text.endsWith("/");
    text = isFolderOnly ? text.substring(0, text.length() - 1) : text;
    boolean isTied = text.indexOf('/') >= 0;
    text = text.startsWith("/") ? text.substring(1) : text;
    var regex = (isTied ? "" : "(?:.*/)?") + regex(text);
    rules.add(new Rule(Pattern.compile(regex), isFolderOnly, isTakenBack));
  }

  /// @param path relative, with slashes
  boolean isIgnored(String path, boolean isFolder) {
    boolean isIgnored = false;
    for (var rule : rules) {
      if ((isFolder || !rule.isFolderOnly()) && rule.pattern().matcher(path).matches()) {
        isIgnored = !rule.isTakenBack();
      }
    }
    return isIgnored;
  }

  private static String regex(String glob) {
    var regex = new StringBuilder();
    for (int index = 0; index < glob.length(); index++) {
      char letter = glob.charAt(index);
      if (glob.startsWith("**/", index)) {
        regex.append("(?:.*/)?");
        index += 2;
      } else if (glob.startsWith("**", index)) {
        regex.append(".*");
        index++;
      } else if (letter == '*') {
        regex.append("[^/]*");
      } else if (letter == '?') {
        regex.append("[^/]");
      } else {
        regex.append(Pattern.quote(String.valueOf(letter)));
      }
    }
    return regex.toString();
  }
}
