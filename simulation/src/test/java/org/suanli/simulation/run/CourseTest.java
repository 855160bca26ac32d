package org.suanli.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.NodeId;
import org.suanli.simulation.fleet.FleetPlan;

/// Of two nodes with two accelerators each.
class CourseTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Offset<Double> CLOSE = within(1e-9);
  private static final ClusterId CLUSTER = new ClusterId("centre");
  private static final NodeId NODE = new NodeId(CLUSTER, "n0");
  private static final Placement ONE =
      new Placement(FleetPlan.UNNAMED, List.of(new Placement.OnNode(0, NODE, 0b1)));

  private final Course course = new Course(FleetPlan.uniform(CLUSTER, 2, 2), START);

  private static Instant at(long minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void eachPartOfTimeTellsWhatIsBusyAndWhatIsIdleBesideIt() {
    course.placed(ONE, at(1));
    course.freed(ONE, at(2));
    course.until(at(3));

    assertThat(course.length()).isEqualTo(Duration.ofMinutes(1));
    assertThat(course.parts()).extracting(Course.Part::from).containsExactly(at(0), at(1), at(2));
    assertThat(course.parts()).extracting(Course.Part::busy).containsExactly(0.0, 0.25, 0.0);
    assertThat(course.parts().get(1).fragmentation()).isCloseTo(1 / 3.0, CLOSE);
    assertThat(course.whole().busy()).isCloseTo(0.25 / 3, CLOSE);
  }

  @Test
  void whatIdlesWhileJobsWaitIsToldApart() {
    course.arrived(Optional.empty(), at(0));
    course.left(Optional.empty(), at(1));
    course.until(at(2));

    assertThat(course.parts()).extracting(Course.Part::waiting).containsExactly(1.0, 0.0);
    assertThat(course.parts()).extracting(Course.Part::wanted).containsExactly(1.0, 0.0);
    assertThat(course.whole().unwanted()).isCloseTo(0.5, CLOSE);
  }

  @Test
  void whatIdlesInAClusterThatNoJobWaitsForIsNotWanted() {
    var other = new ClusterId("other");
    var both =
        FleetPlan.all(List.of(FleetPlan.uniform(CLUSTER, 2, 2), FleetPlan.uniform(other, 6, 2)));
    var parted = new Course(both, START);
    parted.arrived(Optional.of(CLUSTER), at(0));
    parted.placed(ONE, at(0));
    parted.until(at(1));

    assertThat(parted.whole().wanted()).isCloseTo(3 / 16.0, CLOSE);
    assertThat(parted.whole().unwanted()).isCloseTo(12 / 16.0, CLOSE);
  }

  @Test
  void aNodeThatIsDownIdlesNeitherWantedNorBroken() {
    course.placed(ONE, at(0));
    course.freed(ONE, at(1));
    course.turned(NODE, true, at(1));
    course.arrived(Optional.empty(), at(1));
    course.turned(NODE, false, at(2));
    course.until(at(2));

    var second = course.parts().getLast();
    assertThat(second.down()).isCloseTo(0.5, CLOSE);
    assertThat(second.wanted()).isCloseTo(0.5, CLOSE);
    assertThat(second.broken()).isZero();
  }

  @Test
  void aLongCourseHasLongerPartsWithTheSameSum() {
    course.placed(ONE, at(0));
    course.freed(ONE, at(100));
    course.until(at(1_000));

    assertThat(course.length()).isEqualTo(Duration.ofMinutes(8));
    assertThat(course.parts()).hasSize(125);
    assertThat(course.whole().busy()).isCloseTo(0.25 * 0.1, CLOSE);
    assertThat(course.parts().get(12).busy()).isCloseTo(0.25 / 2, CLOSE);
  }
}
