package org.suanli.core.spec;

/// One thing that is wrong with a job file.
///
/// @param line where it stands, counted from 1; 0 where it stands in no file
/// @param field the way to it, such as `roles[1].cpus`; empty for the file as a whole
/// @param message what (its value) must be what; a second line, where one helps, starts "Maybe"
public record Violation(int line, String field, String message) {
  @Override
  public String toString() {
    return line == 0 ? message : "line " + line + ": " + message;
  }
}
