package org.suanli.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.suanli.core.lifecycle.JobState;
import org.suanli.core.lifecycle.Outcome;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.spec.Fault;
import org.suanli.core.supply.NodeState;

/// All that the portal says is in its bundles, in each language.
class TextTest {
  private static final Path TEMPLATES = Path.of("src/main/resources/templates/portal");

  /// A tag with the text after it.
  private static final Pattern TAG =
      Pattern.compile("<[a-z0-9:]+((?:\\s+[^\\s=>/]+(?:=\"[^\"]*\"|='[^']*')?)*)\\s*/?>([^<]*)");

  /// Their English is {@link Fault#template()}.
  private static final String FAULT = "fault.";

  private static final Pattern SPECIFIER = Pattern.compile("%,?[sd]");

  private static final Pattern USED = Pattern.compile("#\\{([a-zA-Z.]+)[(}]");

  private static Properties bundle(String name) throws IOException {
    var properties = new Properties();
    try (var stream =
        Objects.requireNonNull(TextTest.class.getResourceAsStream("/portal/" + name))) {
      properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }
    return properties;
  }

  @Test
  void bothLanguagesSayTheSame() throws IOException {
    var english = bundle("text.properties");
    var chinese = bundle("text_zh.properties");
    var names = new TreeSet<>(chinese.stringPropertyNames());
    names.removeIf(name -> name.startsWith(FAULT));
    assertThat(names).isEqualTo(english.stringPropertyNames());
    for (var key : english.stringPropertyNames()) {
      assertThat(places(chinese.getProperty(key)))
          .as("values in " + key)
          .isSubsetOf(places(english.getProperty(key)));
      assertThat(chinese.getProperty(key)).as(key).isNotBlank();
    }
  }

  @Test
  void whatIsWrongWithAJobFileIsSaidInBothLanguagesWithTheSameValues() throws IOException {
    var chinese = bundle("text_zh.properties");
    var wanted = new TreeSet<>(List.of(FAULT + "line"));
    for (var phrase : Fault.Phrase.values()) {
      wanted.add(FAULT + "phrase." + phrase.name());
    }
    for (var fault : Fault.values()) {
      var key = FAULT + fault;
      wanted.add(key);
      long values = SPECIFIER.matcher(fault.template()).results().count();
      var want = new TreeSet<String>();
      LongStream.range(0, values).forEach(at -> want.add(Long.toString(at)));
      assertThat(places(chinese.getProperty(key, ""))).as("values in " + key).isEqualTo(want);
    }
    var names = new TreeSet<>(chinese.stringPropertyNames());
    names.removeIf(name -> !name.startsWith(FAULT));
    assertThat(names).isEqualTo(wanted);
    for (var name : names) {
      assertThat(chinese.getProperty(name)).as(name).containsPattern("\\p{IsHan}");
    }
  }

  private static TreeSet<String> places(String text) {
    var places = new TreeSet<String>();
    Pattern.compile("\\{([0-9])").matcher(text).results().forEach(at -> places.add(at.group(1)));
    return places;
  }

  @Test
  void everyStateHasAName() throws IOException {
    var names = bundle("text.properties").stringPropertyNames();
    for (var state : JobState.values()) {
      assertThat(names).contains("state." + state);
    }
    for (var outcome : Outcome.values()) {
      assertThat(names).contains("attempt." + outcome);
    }
    for (var cause : StopCause.values()) {
      assertThat(names).contains("cause." + cause);
    }
    for (var state : NodeState.values()) {
      assertThat(names).contains("node." + state);
    }
    for (var reason : WaitReason.class.getPermittedSubclasses()) {
      var key =
          reason
              .getSimpleName()
              .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
              .toLowerCase(java.util.Locale.ROOT);
      assertThat(names).contains("reason." + key, "reason.brief." + key);
    }
  }

  @Test
  void templatesHoldNoTextAndNameOnlyWhatIsInTheBundles() throws IOException {
    var names = bundle("text.properties").stringPropertyNames();
    try (Stream<Path> templates = Files.list(TEMPLATES)) {
      for (var template : templates.toList()) {
        var text = Files.readString(template);
        assertThat(literals(text)).as(template.toString()).isSubsetOf("Suanli");
        assertThat(USED.matcher(text).results().map(at -> at.group(1)).toList())
            .as(template.toString())
            .isSubsetOf(names);
        assertThat(text).as(template.toString()).doesNotContain("style=", "onclick", "<style");
      }
    }
  }

  /// The texts that no attribute replaces: they would stand in every language.
  private static List<String> literals(String template) {
    return TAG.matcher(template)
        .results()
        .filter(tag -> !tag.group(1).contains("th:text") && !tag.group(1).contains("th:replace"))
        .map(tag -> tag.group(2).strip())
        .filter(text -> text.chars().anyMatch(Character::isLetter))
        .toList();
  }

  @Test
  void theRuleOfLiteralTextBites() {
    assertThat(literals("<p class=\"a\">Hello</p>")).containsExactly("Hello");
    assertThat(literals("<p th:if=\"${a > 0}\" th:text=\"#{a}\">Hello</p>")).isEmpty();
  }
}
