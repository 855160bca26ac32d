package org.suanli.core.spec;

import java.util.List;

/// Writes a document as JSON on one line, in the order of the document. Quoted scalars become
/// strings; the others stand as they are and must be JSON numbers or words.
final class CanonicalJson {
  private CanonicalJson() {}

  static String write(Document document) {
    var json = new StringBuilder();
    append(json, document);
    return json.toString();
  }

  private static void append(StringBuilder json, Document document) {
    switch (document) {
      case Document.Mapping(var entries, _) -> appendMapping(json, entries);
      case Document.Sequence(var items, _) -> {
        json.append('[');
        for (int index = 0; index < items.size(); index++) {
          json.append(index == 0 ? "" : ",");
          append(json, items.get(index));
        }
        json.append(']');
      }
      case Document.Scalar(var text, var isQuoted, _) -> {
        if (isQuoted) {
          appendString(json, text);
        } else {
          json.append(text);
        }
      }
    }
  }

  private static void appendMapping(StringBuilder json, List<Document.Entry> entries) {
    json.append('{');
    for (int index = 0; index < entries.size(); index++) {
      json.append(index == 0 ? "" : ",");
      appendString(json, entries.get(index).key());
      json.append(':');
      append(json, entries.get(index).value());
    }
    json.append('}');
  }

  private static void appendString(StringBuilder json, String text) {
    json.append('"');
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\t' -> json.append("\\t");
        case '\r' -> json.append("\\r");
        default -> {
          if (isPlain(c)) {
            json.append(c);
          } else {
            json.append("\\u%04x".formatted((int) c));
          }
        }
      }
    }
    json.append('"');
  }

  /// Whether both JSON and YAML take the character as it is.
  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f
        || c >= 0xa0 && c != 0x2028 && c != 0x2029 && c < 0xfeff
        || c > 0xfeff && c < 0xfffe;
  }
}
