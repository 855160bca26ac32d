package org.suanli.examples.tinygpt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Which of how many processes this is, and where they meet: the environment that torchrun and the
/// platform give to each process of a multi-node job.
///
/// @param rank from 0 to size - 1
/// @param size the number of ranks, one or more
/// @param masterAddress of rank 0; empty where there is one rank
record Place(int rank, int size, String masterAddress, int masterPort) {
  private static final int PORT_MAX = 65_535;

  /// One process alone where WORLD_SIZE is absent or 1.
  ///
  /// @throws Failure of kind USER with a line per violation
  static Place of(Map<String, String> environment) {
    var violations = new ArrayList<String>();
    if (!environment.containsKey("WORLD_SIZE")) {
      return new Place(0, 1, "", 0);
    }
    int size = whole(environment, "WORLD_SIZE", 1, violations);
    if (size == 1 && violations.isEmpty()) {
      return new Place(0, 1, "", 0);
    }
    int rank = whole(environment, "RANK", 0, violations);
    int port = whole(environment, "MASTER_PORT", 1, violations);
    String address = environment.getOrDefault("MASTER_ADDR", "");
    if (address.isBlank()) {
      violations.add("MASTER_ADDR () must be the address of rank 0.");
    }
    if (violations.isEmpty() && rank >= size) {
      violations.add("RANK (%d) must be less than WORLD_SIZE (%d).".formatted(rank, size));
    }
    if (!violations.isEmpty()) {
      throw Failure.user(String.join("\n", violations));
    }
    return new Place(rank, size, address, port);
  }

  private static int whole(
      Map<String, String> environment, String name, int min, List<String> violations) {
    String value = environment.getOrDefault(name, "");
    try {
      int number = Integer.parseInt(value);
      if (min <= number && number <= PORT_MAX) {
        return number;
      }
    } catch (NumberFormatException _) {
      // A violation like one out of range: the message below covers both.
    }
    violations.add(
        "%s (%s) must be a whole number from %d to %d.".formatted(name, value, min, PORT_MAX));
    return min;
  }
}
