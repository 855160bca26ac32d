package org.suanli.examples.tinygpt;

import java.util.ArrayList;
import java.util.List;

/// A scanner for the documentation comments of a Java source file: `/** ... */` and runs of `///`
/// lines. Skips strings, characters, text blocks and other comments.
final class DocumentationComments {
  private final String source;
  private final List<String> comments = new ArrayList<>();
  private int at;

  private DocumentationComments(String source) {
    this.source = source;
  }

  /// The bodies of the comments, in order; an unclosed one reaches to the end.
  static List<String> of(String source) {
    var scanner = new DocumentationComments(source);
    while (scanner.at < source.length()) {
      scanner.next();
    }
    return List.copyOf(scanner.comments);
  }

  private void next() {
    if (source.startsWith("/**", at) && !source.startsWith("/**/", at)) {
      int start = at + 3;
      skipPast("*/", start);
      int end = source.startsWith("*/", at - 2) ? Math.max(start, at - 2) : at;
      comments.add(source.substring(start, end));
    } else if (source.startsWith("/*", at)) {
      skipPast("*/", at + 2);
    } else if (source.startsWith("///", at)) {
      markdown();
    } else if (source.startsWith("//", at)) {
      skipPast("\n", at);
    } else if (source.startsWith("\"\"\"", at)) {
      skipQuoted("\"\"\"");
    } else if (source.charAt(at) == '"') {
      skipQuoted("\"");
    } else if (source.charAt(at) == '\'') {
      skipQuoted("'");
    } else {
      at++;
    }
  }

  private void skipPast(String end, int from) {
    int found = source.indexOf(end, from);
    at = found < 0 ? source.length() : found + end.length();
  }

  private void skipQuoted(String quote) {
    at += quote.length();
    while (at < source.length() && !source.startsWith(quote, at)) {
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(source.length(), at + quote.length());
  }

  private void markdown() {
    StringBuilder body = new StringBuilder();
    while (source.startsWith("///", at)) {
      int start = at + 3;
      skipPast("\n", at);
      body.append(source, Math.min(start, at), at);
      while (at < source.length() && (source.charAt(at) == ' ' || source.charAt(at) == '\t')) {
        at++;
      }
    }
    comments.add(body.toString());
  }
}
