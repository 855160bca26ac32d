package org.suanli.simulation.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.suanli.core.supply.NodeSpec;
import org.suanli.simulation.trace.TraceJob;
import org.suanli.simulation.trace.Workload;

class GeneratedJobsTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Workload DRAWN = GeneratedJobs.draw(7, 95, 1);

  private static double deviceMillis(Predicate<TraceJob> condition) {
    return DRAWN.jobs().stream()
        .filter(condition)
        .mapToDouble(job -> (double) job.size().devices() * job.runs().toMillis())
        .sum();
  }

  private static double part(Predicate<TraceJob> condition) {
    return (double) DRAWN.where(condition).jobs().size() / DRAWN.jobs().size();
  }

  @Test
  void theCentreHasSome3000PetaflopsOfThreeVendors() {
    var fleet = GeneratedCentre.fleet();

    assertThat(GeneratedCentre.pflops()).isBetween(2_950L, 3_050L);
    assertThat(fleet.nodes()).hasSize(1_180);
    assertThat(GeneratedCentre.MAKES)
        .extracting(GeneratedCentre.Make::vendor)
        .containsOnly("Huawei", "Cambricon", "NVIDIA");
    assertThat(fleet.nodes().stream().map(NodeSpec::id).distinct()).hasSize(1_180);
  }

  @Test
  void oneSeedDrawsTheSameJobsAndAnotherOthers() {
    assertThat(GeneratedJobs.draw(7, 95, 1).jobs()).isEqualTo(DRAWN.jobs());
    assertThat(GeneratedJobs.draw(7, 95, 2).jobs()).isNotEqualTo(DRAWN.jobs());
  }

  @Test
  void theJobsAskForTheLoadThatWasAskedFor() {
    double capacity = (double) GeneratedCentre.fleet().devices() * WEEK.toMillis();

    // Each make is filled until the job that passes the mark, which may be one of the largest.
    assertThat(deviceMillis(_ -> true) / capacity).isBetween(0.95, 1.1);
  }

  @Test
  void mostJobsAreSmallAndMostTimeGoesToTheLarge() {
    assertThat(part(job -> job.size().devices() <= 8)).isGreaterThan(0.8);
    assertThat(deviceMillis(job -> job.size().devices() > 8) / deviceMillis(_ -> true))
        .isGreaterThan(0.8);
  }

  @Test
  void everyOrganizationComesAndTheLargestComeMost() {
    assertThat(DRAWN.jobs().stream().map(job -> job.owner().organization()).distinct())
        .hasSize(GeneratedJobs.ORGANIZATIONS);
    assertThat(part(job -> Integer.parseInt(job.owner().organization().value().substring(4)) <= 20))
        .isBetween(0.3, 0.6);
  }

  @Test
  void nightsAndWeekendsAreQuiet() {
    double weekend =
        part(
            job ->
                job.submittedAt()
                        .atOffset(ZoneOffset.UTC)
                        .getDayOfWeek()
                        .compareTo(DayOfWeek.FRIDAY)
                    > 0);
    double night = part(job -> job.submittedAt().atOffset(ZoneOffset.UTC).getHour() < 8);

    // Even arrivals would be 2/7 and 1/3.
    assertThat(weekend).isLessThan(0.2);
    assertThat(night).isLessThan(0.2);
  }

  @Test
  void aJobRunsWithinItsLimitAndFitsTheMakesThatItTakes() {
    assertThat(DRAWN.jobs())
        .allSatisfy(
            job -> {
              assertThat(job.timeLimit().allows(job.runs())).isTrue();
              assertThat(GeneratedCentre.MAKES)
                  .filteredOn(make -> job.size().models().contains(make.model()))
                  .isNotEmpty()
                  .allSatisfy(
                      make ->
                          assertThat(make.devices()).isGreaterThanOrEqualTo(job.size().devices()));
            });
  }

  @Test
  void whatIsOutOfRangeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GeneratedJobs.draw(0, 95, 1))
        .withMessage("The days (0) must be 1 to 366.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GeneratedJobs.draw(7, 201, 1))
        .withMessage("The load (201) must be 1 to 200.");
  }
}
