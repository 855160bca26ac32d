package org.suanli.core.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class CoreArchitectureTest {
  private static final CoreRules RULES = new CoreRules("org.suanli.core");
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages(RULES.root());

  @Test
  void everyLayerHasClasses() {
    for (var layer : CoreRules.LAYERS) {
      assertThat(CORE).as(layer).anyMatch(type -> type.getPackageName().endsWith("." + layer));
    }
  }

  @Test
  void eachLayerSeesOnlyThoseBeforeIt() {
    RULES.eachLayerSeesOnlyThoseBeforeIt().check(CORE);
  }

  @Test
  void coreIsMadeOfPurePartsOnly() {
    RULES.nothingButPureParts().check(CORE);
  }

  @Test
  void coreAsksNoClockNoChanceAndNoSecondThread() {
    RULES.noClockChanceOrThread().check(CORE);
  }

  @Test
  void nothingInCoreIteratesByHash() {
    RULES.noHashOrder().check(CORE);
  }

  @Test
  void nothingInCoreComputesWithFloatingPoint() {
    RULES.noFloatingPoint().check(CORE);
  }

  @Test
  void everyPackageOfCoreIsNullMarked() {
    RULES.everyPackageIsNullMarked().check(CORE);
  }
}
