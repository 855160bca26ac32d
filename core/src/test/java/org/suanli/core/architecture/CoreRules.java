package org.suanli.core.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.FieldAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// The rules for the packages below one root: the real one, or one of bad examples.
///
/// @param root a package, such as `org.suanli.core`
record CoreRules(String root) {
  /// Each sees only those before it; the last sees all.
  static final List<String> LAYERS =
      List.of(
          "units",
          "supply",
          "spec",
          "allocation",
          "admission",
          "scheduling",
          "lifecycle",
          "metering",
          "ledger",
          "engine");

  ArchRule eachLayerSeesOnlyThoseBeforeIt() {
    return rule(
        "see only the packages before it in " + LAYERS,
        (type, report) -> {
          int own = layerOf(type);
          if (own < 0) {
            report.accept(type, "is in no layer");
          }
          for (var dependency : type.getDirectDependenciesFromSelf()) {
            if (layerOf(target(dependency)) > own) {
              report.accept(type, dependency.getDescription());
            }
          }
        });
  }

  private int layerOf(JavaClass type) {
    for (int layer = 0; layer < LAYERS.size(); layer++) {
      var name = root + "." + LAYERS.get(layer);
      if (type.getPackageName().equals(name) || type.getPackageName().startsWith(name + ".")) {
        return layer;
      }
    }
    return -1;
  }

  ArchRule nothingButPureParts() {
    return rule(
        "depend on nothing that reads or changes the world",
        (type, report) -> {
          for (var dependency : type.getDirectDependenciesFromSelf()) {
            if (!isPure(type, dependency.getTargetClass())) {
              report.accept(type, dependency.getDescription());
            }
          }
          for (var access : type.getAccessesFromSelf()) {
            if (!typesOf(access.getTarget()).allMatch(used -> isPure(type, used))) {
              report.accept(type, access.getDescription());
            }
          }
        });
  }

  private boolean isPure(JavaClass user, JavaClass used) {
    var element = used.getBaseComponentType();
    return element.getPackageName().startsWith(root) || Purity.isPure(user, element);
  }

  /// What is given to and taken from a member, which no dependency tells of.
  private static Stream<JavaClass> typesOf(AccessTarget target) {
    return switch (target) {
      case CodeUnitAccessTarget unit ->
          Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()));
      case FieldAccessTarget field -> Stream.of(field.getRawType());
      default -> Stream.empty();
    };
  }

  ArchRule noClockChanceOrThread() {
    return rule(
        "ask no clock, no chance, no default of the machine, and no second thread",
        (type, report) -> {
          for (var access : type.getAccessesFromSelf()) {
            if (Purity.isImpure(access)) {
              report.accept(type, access.getDescription());
            }
          }
        });
  }

  ArchRule noHashOrder() {
    return rule(
        "have no collection whose order depends on hashes",
        (type, report) -> {
          for (var dependency : type.getDirectDependenciesFromSelf()) {
            if (HashOrder.TYPES.contains(target(dependency).getName())) {
              report.accept(type, dependency.getDescription());
            }
          }
          for (JavaAccess<?> access : type.getAccessesFromSelf()) {
            if (HashOrder.isMadeBy(access)) {
              report.accept(type, access.getDescription());
            }
          }
        });
  }

  ArchRule noFloatingPoint() {
    return rule(
        "compute without floating point",
        (type, report) ->
            FloatingPoint.usesIn(type).forEach(use -> report.accept(type, "has " + use)));
  }

  ArchRule everyPackageIsNullMarked() {
    return rule(
        "be in a package that is @NullMarked",
        (type, report) -> {
          if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
            report.accept(type, "is in " + type.getPackageName() + ", which is not");
          }
        });
  }

  private ArchRule rule(String should, BiConsumer<JavaClass, BiConsumer<JavaClass, String>> check) {
    var condition =
        new ArchCondition<JavaClass>(should) {
          @Override
          public void check(JavaClass type, ConditionEvents events) {
            check.accept(
                type,
                (of, what) ->
                    events.add(SimpleConditionEvent.violated(of, of.getName() + ": " + what)));
          }
        };
    return classes().that().resideInAPackage(root + "..").should(condition);
  }

  private static JavaClass target(Dependency dependency) {
    return dependency.getTargetClass().getBaseComponentType();
  }
}
