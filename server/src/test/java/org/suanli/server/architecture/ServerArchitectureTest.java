package org.suanli.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

class ServerArchitectureTest {
  private static final JavaClasses SERVER =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("org.suanli.server");

  private static final DescribedPredicate<JavaAccess<?>> WALL_CLOCK =
      DescribedPredicate.describe("asks the wall clock", ServerArchitectureTest::asksWallClock);

  /// Time that is measured (`System.nanoTime`) may be read anywhere; the time of day may not.
  private static boolean asksWallClock(JavaAccess<?> access) {
    var owner = access.getTargetOwner().getName();
    return switch (access.getTarget().getName()) {
      case "now" -> owner.startsWith("java.time.");
      case "system", "systemUTC", "systemDefaultZone" -> owner.startsWith("java.time.");
      case "currentTimeMillis" -> owner.equals("java.lang.System");
      case "<init>" -> owner.equals("java.util.Date");
      default -> false;
    };
  }

  private static ArchRule wallClockIsAskedIn(String place) {
    return noClasses().that().resideOutsideOfPackage(place).should().accessTargetWhere(WALL_CLOCK);
  }

  @Test
  void theWallClockIsAskedInWiringAlone() {
    wallClockIsAskedIn("..wiring..").check(SERVER);
  }

  @Test
  void theRuleOfTheWallClockBitesWhereItIsAsked() {
    assertThat(wallClockIsAskedIn("..nowhere..").evaluate(SERVER).getFailureReport().getDetails())
        .isNotEmpty()
        .allMatch(detail -> detail.contains(".wiring."));
  }

  @Test
  void packagesDoNotDependOnEachOtherInACircle() {
    slices().matching("org.suanli.server.(*)..").should().beFreeOfCycles().check(SERVER);
  }
}
