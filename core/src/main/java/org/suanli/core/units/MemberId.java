package org.suanli.core.units;

/// A person or robot, or the platform itself ({@link #PLATFORM}); names and addresses stay outside
/// the engine.
///
/// @param value zero or more
public record MemberId(long value) implements Comparable<MemberId> {
  /// The platform acting on its own: timers, scheduling, reconciliation.
  public static final MemberId PLATFORM = new MemberId(0);

  public MemberId {
    if (value < 0) {
      throw new IllegalArgumentException("The member (" + value + ") must be 0 or more.");
    }
  }

  @Override
  public int compareTo(MemberId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "member-" + value;
  }
}
