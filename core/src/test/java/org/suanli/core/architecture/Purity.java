package org.suanli.core.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;

/// What core may use of the JDK: values and collections, nothing that reads or changes the world.
final class Purity {
  private static final List<String> PACKAGES =
      List.of(
          "java.lang",
          "java.lang.annotation",
          "java.lang.runtime",
          "java.math",
          "java.nio.charset",
          "java.time",
          "java.time.format",
          "java.time.temporal",
          "java.util",
          "java.util.function",
          "java.util.regex",
          "java.util.stream",
          "org.jspecify.annotations");

  /// Members of those packages that are not values.
  private static final List<String> EXCLUDED =
      List.of(
          "java.lang.ClassLoader",
          "java.lang.InheritableThreadLocal",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.ScopedValue",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.time.Clock",
          "java.time.InstantSource",
          "java.util.Random",
          "java.util.Scanner",
          "java.util.ServiceLoader",
          "java.util.SplittableRandom",
          "java.util.Timer",
          "java.util.TimerTask");

  /// Digests are functions of their bytes.
  private static final List<String> DIGESTS =
      List.of("java.security.MessageDigest", "java.security.NoSuchAlgorithmException");

  /// The codec takes records apart and puts them together; nothing else reflects.
  private static final String CODEC = "org.suanli.core.engine.Codec";

  private static final List<String> REFLECTION = List.of("java.lang.invoke", "java.lang.reflect");

  /// The catalogue is a constant that is written as a table, so that people can read it.
  private static final String CATALOGUE = "org.suanli.core.supply.Catalogue";

  private static final List<String> RESOURCES =
      List.of("java.io.IOException", "java.io.InputStream", "java.io.UncheckedIOException");

  private Purity() {}

  static boolean isPure(JavaClass user, JavaClass used) {
    if (used.isPrimitive() || DIGESTS.contains(used.getName())) {
      return true;
    }
    if (REFLECTION.contains(used.getPackageName())) {
      return user.getName().equals(CODEC) || user.getName().startsWith(CODEC + "$");
    }
    if (RESOURCES.contains(used.getName())) {
      return user.getName().equals(CATALOGUE) || user.getName().startsWith(CATALOGUE + "$");
    }
    return PACKAGES.contains(used.getPackageName()) && !EXCLUDED.contains(used.getName());
  }

  /// Whether a member of an allowed class gives what only the outside can know, or another thread.
  static boolean isImpure(JavaAccess<?> access) {
    var owner = access.getTargetOwner().getName();
    return switch (access.getTarget().getName()) {
      case "now" -> owner.startsWith("java.time.");
      case "random" -> owner.equals("java.lang.Math") || owner.equals("java.lang.StrictMath");
      case "randomUUID", "shuffle" -> owner.startsWith("java.util.");
      case "systemDefault", "getDefault", "defaultCharset" -> owner.startsWith("java.");
      case "parallel", "parallelStream", "parallelSort", "parallelPrefix", "parallelSetAll" ->
          owner.startsWith("java.util.");
      default -> owner.equals("java.lang.System") && !isArrayCopy(access);
    };
  }

  private static boolean isArrayCopy(JavaAccess<?> access) {
    return access.getTarget().getName().equals("arraycopy");
  }
}
