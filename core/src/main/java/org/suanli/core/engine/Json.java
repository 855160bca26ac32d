package org.suanli.core.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The little of JSON (RFC 8259) that the journal is written in: no fractions, no white space
/// between tokens when written, members in the order in which they are given.
sealed interface Json {

  record Null() implements Json {}

  record Flag(boolean value) implements Json {}

  record Whole(long value) implements Json {}

  record Text(String value) implements Json {}

  record Items(List<Json> values) implements Json {}

  record Fields(SequencedMap<String, Json> values) implements Json {}

  /// @throws IllegalArgumentException if the text is not one such document
  static Json parse(String text) {
    var parser = new Parser(text);
    var value = parser.value(0);
    parser.end();
    return value;
  }

  /// Appends a string with its quotes; escapes only what JSON demands.
  static void quote(StringBuilder to, String text) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (c < ' ') {
        to.append("\\u00").append(hex(c >> 4)).append(hex(c & 15));
      } else {
        to.append(c);
      }
    }
    to.append('"');
  }

  private static char hex(int digit) {
    return Character.forDigit(digit, 16);
  }

  /// Recursive descent; the depth is bounded.
  final class Parser {
    private static final int DEPTH_MAX = 32;
    private final String text;
    private int at;

    private Parser(String text) {
      this.text = text;
    }

    private Json value(int depth) {
      if (depth > DEPTH_MAX) {
        throw wrong("nested deeper than " + DEPTH_MAX);
      }
      return switch (peek()) {
        case '{' -> fields(depth);
        case '[' -> items(depth);
        case '"' -> new Text(string());
        case 't' -> word("true", new Flag(true));
        case 'f' -> word("false", new Flag(false));
        case 'n' -> word("null", new Null());
        default -> new Whole(whole());
      };
    }

    private Json fields(int depth) {
      var fields = new LinkedHashMap<String, Json>();
      expect('{');
      while (peek() != '}') {
        if (!fields.isEmpty()) {
          expect(',');
        }
        var name = string();
        expect(':');
        if (fields.put(name, value(depth + 1)) != null) {
          throw wrong("a second member " + name);
        }
      }
      expect('}');
      return new Fields(fields);
    }

    private Json items(int depth) {
      var items = new ArrayList<Json>();
      expect('[');
      while (peek() != ']') {
        if (!items.isEmpty()) {
          expect(',');
        }
        items.add(value(depth + 1));
      }
      expect(']');
      return new Items(List.copyOf(items));
    }

    private String string() {
      expect('"');
      int from = at;
      while (peek() != '"' && peek() != '\\') {
        at++;
      }
      if (peek() == '"') {
        return text.substring(from, at++);
      }
      var built = new StringBuilder(text.substring(from, at));
      while (peek() != '"') {
        char c = text.charAt(at++);
        built.append(c == '\\' ? escaped() : c);
      }
      at++;
      return built.toString();
    }

    private char escaped() {
      char c = peek();
      at++;
      return switch (c) {
        case '"', '\\', '/' -> c;
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'r' -> '\r';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'u' -> {
          if (at + 4 > text.length()) {
            throw wrong("a cut escape");
          }
          at += 4;
          yield (char) Integer.parseInt(text, at - 4, at, 16);
        }
        default -> throw wrong("the escape \\" + c);
      };
    }

    private long whole() {
      int from = at;
      if (peek() == '-') {
        at++;
      }
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      try {
        return Long.parseLong(text, from, at, 10);
      } catch (NumberFormatException e) {
        at = from;
        throw (IllegalArgumentException) wrong("no whole number").initCause(e);
      }
    }

    private Json word(String word, Json value) {
      if (!text.startsWith(word, at)) {
        throw wrong("no value");
      }
      at += word.length();
      return value;
    }

    private char peek() {
      if (at >= text.length()) {
        throw wrong("the end");
      }
      return text.charAt(at);
    }

    private void expect(char c) {
      if (peek() != c) {
        throw wrong("'" + peek() + "' in place of '" + c + "'");
      }
      at++;
    }

    private void end() {
      if (at != text.length()) {
        throw wrong("more than one value");
      }
    }

    private IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException("The JSON has " + what + " at character " + at + ".");
    }
  }
}
