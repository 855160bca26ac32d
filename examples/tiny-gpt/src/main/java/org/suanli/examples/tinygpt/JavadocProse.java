package org.suanli.examples.tinygpt;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The prose of the documentation comments of a Java source file.
///
/// A scanner finds the comments (and is not misled by strings or other comments); then code
/// samples, tags and entities go, and the words stay, one line per comment and block tag.
final class JavadocProse {
  /// A paragraph with fewer words says nothing.
  private static final int WORDS_MIN = 4;

  private static final Pattern LINE_START = Pattern.compile("(?m)^[ \\t]*\\*+ ?");
  private static final Pattern SAMPLE =
      Pattern.compile("(?is)<pre\\b.*?</pre>|<table\\b.*?</table>|<!--.*?-->|```.*?```");
  private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^\\s*@");
  private static final Pattern KEPT_TAG =
      Pattern.compile(
          "(?s)(param\\s+\\S+|returns?|throws\\s+\\S+|exception\\s+\\S+|apiNote|implNote"
              + "|implSpec|deprecated)\\s+(.*)");
  private static final Pattern INLINE_START = Pattern.compile("\\{@(\\w+)\\s*");
  private static final Pattern MARKUP = Pattern.compile("</?[a-zA-Z][^<>]*>");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Map<String, String> ENTITIES =
      Map.of(
          "&lt;", "<", "&gt;", ">", "&nbsp;", " ", "&quot;", "\"", "&#64;", "@", "&le;", "<=",
          "&ge;", ">=", "&mdash;", "-", "&ndash;", "-");
  private static final Pattern ENTITY = Pattern.compile("&#?\\w+;");

  private JavadocProse() {}

  /// The prose, each paragraph ended by a newline; empty where there is none.
  static String of(String source) {
    StringBuilder prose = new StringBuilder();
    for (String comment : DocumentationComments.of(source)) {
      append(comment, prose);
    }
    return prose.toString();
  }

  private static void append(String comment, StringBuilder prose) {
    String text = LINE_START.matcher(comment).replaceAll("");
    text = SAMPLE.matcher(text).replaceAll(" ");
    List<String> parts = List.of(BLOCK_TAG.split(text, -1));
    appendParagraph(parts.getFirst(), prose);
    for (String part : parts.subList(1, parts.size())) {
      Matcher tag = KEPT_TAG.matcher(part);
      if (tag.matches()) {
        appendParagraph(tag.group(2), prose);
      }
    }
  }

  private static void appendParagraph(String text, StringBuilder prose) {
    String words = MARKUP.matcher(withoutInlineTags(text)).replaceAll(" ");
    words = ENTITY.matcher(words).replaceAll(JavadocProse::entity);
    words = SPACE.matcher(words).replaceAll(" ").strip();
    if (words.chars().filter(c -> c == ' ').count() + 1 >= WORDS_MIN) {
      prose.append(words).append('\n');
    }
  }

  private static String entity(java.util.regex.MatchResult match) {
    return Matcher.quoteReplacement(ENTITIES.getOrDefault(match.group(), " "));
  }

  /// `{@code x}` becomes `x`, `{@link target label}` its label (or target); samples vanish.
  private static String withoutInlineTags(String text) {
    StringBuilder plain = new StringBuilder();
    Matcher start = INLINE_START.matcher(text);
    int at = 0;
    while (start.find(at)) {
      plain.append(text, at, start.start());
      int end = closingBrace(text, start.end());
      String body = text.substring(start.end(), end).strip();
      plain.append(
          switch (start.group(1)) {
            case "code", "literal", "index" -> escaped(body);
            case "link", "linkplain" -> label(body);
            case "return" -> withoutInlineTags(body);
            default -> "";
          });
      at = Math.min(text.length(), end + 1);
    }
    return plain.append(text, at, text.length()).toString();
  }

  /// So that a literal `<` is not taken for markup.
  private static String escaped(String literal) {
    return literal.replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String label(String link) {
    int depth = 0;
    for (int i = 0; i < link.length(); i++) {
      char c = link.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0 && Character.isWhitespace(c)) {
        return link.substring(i).strip();
      }
    }
    return link.startsWith("#") ? link.substring(1) : link.replace('#', '.');
  }

  private static int closingBrace(String text, int from) {
    int depth = 1;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return text.length();
  }
}
