package org.suanli.examples.tinygpt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavadocProseTest {

  @Test
  void theWordsStayAndTheMarkupGoes() {
    String source =
        """
        /* A licence that nobody wants to learn from. */
        package sample;

        /**
         * Holds <b>some</b> {@code List<String>} of words,
         * see {@link java.util.List#of(Object, Object) the factory} &lt;here&gt;.
         * <pre>{@code
         *   int code = 1;
         * }</pre>
         * It is not {@linkplain #broken}.
         *
         * @author Somebody Who Wrote This
         * @param name the name of the thing
         * @return the thing that has
         *     this name
         * @since 1.0
         */
        class Sample {
          String s = "/** Not a comment at all, but a string. */";
          char c = '"';
          String t = \"""
              /** Not a comment either, "but" a text block. */
              \""";
          // A line that explains the code only.
          /// Markdown comments are *read* as well,
          /// over several lines.
          int x;
        }
        """;
    assertThat(JavadocProse.of(source))
        .isEqualTo(
            """
            Holds some List<String> of words, see the factory <here>. It is not broken.
            the name of the thing
            the thing that has this name
            Markdown comments are *read* as well, over several lines.
            """);
  }

  @Test
  void aSourceWithoutDocumentationHasNoProse() {
    assertThat(JavadocProse.of("class A { /**/ int b; /* no words for this one */ }")).isEmpty();
  }

  @Test
  void anUnclosedCommentReachesToTheEnd() {
    assertThat(JavadocProse.of("/** These four words stay {@code and these"))
        .isEqualTo("These four words stay and these\n");
  }

  @Test
  void theJdkThatRunsThisHasProseToLearnFrom() {
    var home = java.nio.file.Path.of(System.getProperty("java.home"));
    org.junit.jupiter.api.Assumptions.assumeTrue(
        java.nio.file.Files.exists(home.resolve("lib/src.zip")));
    Corpus corpus = Corpus.load(java.util.Optional.empty(), home);
    String text = new String(corpus.heldOut(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(corpus.training().length).isGreaterThan(1_000_000);
    assertThat(text).contains(" the ").doesNotContain("{@", "<p>", "* @param");
  }
}
