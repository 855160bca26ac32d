package org.suanli.core.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Compiles small examples into a package of their own and shows that each rule refuses those that
/// break it, and lets the innocent one pass.
class CoreRulesBiteTest {
  private static final CoreRules RULES = new CoreRules("example");
  private static final ArchRule LAYERS = RULES.eachLayerSeesOnlyThoseBeforeIt();
  private static final ArchRule PURE = RULES.nothingButPureParts();
  private static final ArchRule UNASKED = RULES.noClockChanceOrThread();
  private static final ArchRule ORDERED = RULES.noHashOrder();
  private static final ArchRule EXACT = RULES.noFloatingPoint();
  private static final ArchRule MARKED = RULES.everyPackageIsNullMarked();
  private static final String INNOCENT =
      """
      package example.engine;
      import java.util.*;
      import java.util.stream.*;
      final class Innocent {
        final TreeMap<String, Long> sorted = new TreeMap<>();
        final Set<String> none = Set.of();
        long sum(example.units.Early early, long[] from) throws Exception {
          long[] copy = new long[from.length];
          System.arraycopy(from, 0, copy, 0, from.length);
          var byName =
              Stream.of("a").collect(Collectors.groupingBy(s -> s, TreeMap::new, Collectors.toList()));
          java.security.MessageDigest.getInstance("SHA-256").update(new byte[] {1});
          return Math.addExact(copy[0], byName.size()) + java.time.Instant.EPOCH.toEpochMilli();
        }
      }
      """;

  @TempDir private static Path folder;
  private static JavaClasses examples;

  private record Row(String name, ArchRule rule, String source) {}

  /// A row whose source is one member of a class in `engine`.
  private static Row member(String name, ArchRule rule, String member) {
    return new Row(
        name, rule, "package example.engine; final class Guilty { %s }".formatted(member));
  }

  private static Stream<Row> guilty() {
    var rows = new ArrayList<Row>();
    for (int layer = 1; layer < CoreRules.LAYERS.size(); layer++) {
      var earlier = CoreRules.LAYERS.get(layer - 1);
      var later = CoreRules.LAYERS.get(layer);
      rows.add(
          new Row(
              earlier + " sees " + later,
              LAYERS,
              "package example.%s; final class Guilty { example.%s.Late[] late; }"
                  .formatted(earlier, later)));
    }
    rows.add(
        new Row("a package outside the layers", LAYERS, "package example.other; class Guilty {}"));
    rows.add(
        new Row(
            "a package without @NullMarked", MARKED, "package example.unmarked; class Guilty {}"));
    rows.addAll(impure());
    rows.addAll(asking());
    rows.addAll(unordered());
    rows.addAll(floating());
    return rows.stream();
  }

  private static List<Row> impure() {
    return List.of(
        member("a file", PURE, "boolean is(java.nio.file.Path path) { return path.isAbsolute(); }"),
        member(
            "a resource", PURE, "Object o() { return Guilty.class.getResourceAsStream(\"x\"); }"),
        member("printing", PURE, "void o() { System.out.println(); }"),
        member("a socket", PURE, "java.net.Socket socket;"),
        member("a thread", PURE, "void o() { new Thread(() -> {}).start(); }"),
        member("a lock", PURE, "java.util.concurrent.locks.ReentrantLock lock;"),
        member("a generator", PURE, "java.util.Random random;"),
        member("a clock", PURE, "java.time.Clock clock;"),
        member("a framework", PURE, "org.junit.jupiter.api.Test[] tests;"),
        member("reflection", PURE, "java.lang.reflect.Method method;"));
  }

  private static List<Row> asking() {
    return List.of(
        member("Instant.now", UNASKED, "Object o() { return java.time.Instant.now(); }"),
        member(
            "Instant::now",
            UNASKED,
            "java.util.function.Supplier<Object> o() { return java.time.Instant::now; }"),
        member("currentTimeMillis", UNASKED, "long o() { return System.currentTimeMillis(); }"),
        member("nanoTime", UNASKED, "long o() { return System.nanoTime(); }"),
        member("an environment variable", UNASKED, "String o() { return System.getenv(\"x\"); }"),
        member("randomUUID", UNASKED, "Object o() { return java.util.UUID.randomUUID(); }"),
        member("Math.random", UNASKED, "boolean o() { return Math.random() > 0; }"),
        member(
            "a shuffle",
            UNASKED,
            "void o(java.util.List<?> l) { java.util.Collections.shuffle(l); }"),
        member(
            "the default zone", UNASKED, "Object o() { return java.time.ZoneId.systemDefault(); }"),
        member(
            "the default locale", UNASKED, "Object o() { return java.util.Locale.getDefault(); }"),
        member(
            "a parallel stream",
            UNASKED,
            "Object o(java.util.List<?> l) { return l.parallelStream(); }"));
  }

  private static List<Row> unordered() {
    var collect =
        "Object o(java.util.stream.Stream<String> s) { return"
            + " s.collect(java.util.stream.Collectors.%s); }";
    return List.of(
        member(
            "HashMap", ORDERED, "Object o() { return new java.util.HashMap<String, String>(); }"),
        member("HashSet", ORDERED, "java.util.HashSet<String> set;"),
        member("IdentityHashMap", ORDERED, "java.util.IdentityHashMap<String, String> map;"),
        member("Set.of", ORDERED, "Object o() { return java.util.Set.of(\"a\", \"b\"); }"),
        member("Map.of", ORDERED, "Object o() { return java.util.Map.of(\"a\", \"b\"); }"),
        member(
            "Set.copyOf",
            ORDERED,
            "Object o(java.util.List<?> l) { return java.util.Set.copyOf(l); }"),
        member("toSet", ORDERED, collect.formatted("toSet()")),
        member("toMap", ORDERED, collect.formatted("toMap(x -> x, x -> x)")),
        member("groupingBy", ORDERED, collect.formatted("groupingBy(x -> x)")));
  }

  private static List<Row> floating() {
    return List.of(
        member("a double field", EXACT, "Double[] values;"),
        member("a float parameter", EXACT, "void o(float f) {}"),
        member("a double result", EXACT, "double o() { return 0; }"),
        member(
            "a local variable",
            EXACT,
            "long o(long n) { var half = n / 2.0; return (long) half; }"),
        member("a call", EXACT, "long o(long n) { return Math.round(Math.sqrt(n)); }"));
  }

  @BeforeAll
  static void compile() {
    var units = new ArrayList<JavaFileObject>();
    var rows = guilty().toList();
    for (int i = 0; i < rows.size(); i++) {
      var source = rows.get(i).source().replace("Guilty", "Guilty" + i);
      units.add(unit("Guilty" + i + ".java", source));
    }
    units.add(unit("Innocent.java", INNOCENT));
    units.add(unit("Early.java", "package example.units; public final class Early {}"));
    for (var layer : CoreRules.LAYERS) {
      units.add(
          unit(
              layer + "/package-info.java",
              "@org.jspecify.annotations.NullMarked package example.%s;".formatted(layer)));
      units.add(
          unit(
              layer + "/Late.java",
              "package example.%s; public final class Late {}".formatted(layer)));
    }
    var messages = new StringWriter();
    var options =
        List.of(
            "-d", folder.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
    var compiler = ToolProvider.getSystemJavaCompiler();
    boolean isCompiled = compiler.getTask(messages, null, null, options, null, units).call();
    assertThat(isCompiled).as(messages.toString()).isTrue();
    examples = new ClassFileImporter().importPath(folder);
  }

  private static JavaFileObject unit(String name, String source) {
    return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }

  @TestFactory
  Stream<DynamicTest> eachRuleRefusesWhatBreaksIt() {
    var rows = guilty().toList();
    return IntStream.range(0, rows.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    rows.get(i).name(),
                    () ->
                        assertThat(violations(rows.get(i).rule()))
                            .anyMatch(violation -> violation.contains(".Guilty" + i + ": "))));
  }

  @Test
  void everyRuleLetsTheInnocentPass() {
    for (var rule : List.of(LAYERS, PURE, UNASKED, ORDERED, EXACT, MARKED)) {
      assertThat(violations(rule)).noneMatch(violation -> violation.contains("Innocent"));
    }
  }

  private static List<String> violations(ArchRule rule) {
    return rule.evaluate(examples).getFailureReport().getDetails();
  }
}
