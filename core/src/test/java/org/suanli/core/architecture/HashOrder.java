package org.suanli.core.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.List;
import java.util.function.Supplier;

/// What iterates in an order that differs from one run to the next.
final class HashOrder {
  static final List<String> TYPES =
      List.of(
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.Hashtable",
          "java.util.IdentityHashMap",
          "java.util.Properties",
          "java.util.WeakHashMap",
          "java.util.concurrent.ConcurrentHashMap");

  private HashOrder() {}

  /// Whether the access makes such a collection: the JDK's immutable sets and maps are salted, and
  /// collectors without a supplier of their own choose hashes.
  static boolean isMadeBy(JavaAccess<?> access) {
    if (!(access.getTarget() instanceof CodeUnitAccessTarget target)) {
      return false;
    }
    boolean isEmpty = target.getRawParameterTypes().isEmpty();
    return switch (target.getOwner().getName()) {
      case "java.util.Set", "java.util.Map" ->
          switch (target.getName()) {
            case "of" -> !isEmpty;
            case "copyOf", "ofEntries" -> true;
            default -> false;
          };
      case "java.util.stream.Collectors" ->
          switch (target.getName()) {
            case "toSet", "toUnmodifiableSet", "toUnmodifiableMap" -> true;
            case "toMap", "groupingBy" -> !takesSupplier(target);
            case "toConcurrentMap", "groupingByConcurrent" -> true;
            default -> false;
          };
      default -> false;
    };
  }

  private static boolean takesSupplier(CodeUnitAccessTarget target) {
    return target.getRawParameterTypes().stream()
        .anyMatch(type -> type.isEquivalentTo(Supplier.class));
  }
}
