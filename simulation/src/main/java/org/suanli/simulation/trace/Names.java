package org.suanli.simulation.trace;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.OrganizationId;

/// Gives names of a trace the form of the platform's, each its own: what a name may not hold
/// becomes a hyphen, and two that would become one are numbered in the order of their coming.
public final class Names {
  /// Leaves room for a number.
  private static final int LENGTH_MAX = 50;

  private final Map<String, String> given = new HashMap<>();
  private final Map<String, Integer> taken = new HashMap<>();
  private final Map<String, OrganizationId> organizations = new HashMap<>();

  /// @param name as the trace has it; an empty one becomes `unnamed`
  public OrganizationId organization(String name) {
    return organizations.computeIfAbsent(name, key -> new OrganizationId(slug(key)));
  }

  public static ClusterId cluster(String name) {
    return new ClusterId(formed(name));
  }

  private String slug(String name) {
    var before = given.get(name);
    if (before != null) {
      return before;
    }
    var formed = formed(name);
    int times = taken.merge(formed, 1, Integer::sum);
    var slug = times == 1 ? formed : formed + "-" + times;
    given.put(name, slug);
    return slug;
  }

  private static String formed(String name) {
    var text = new StringBuilder();
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean isPlain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
      if (isPlain || !text.isEmpty()) {
        text.append(isPlain ? c : '-');
      }
    }
    text.setLength(Math.min(text.length(), LENGTH_MAX));
    return text.isEmpty() ? "unnamed" : text.toString();
  }
}
