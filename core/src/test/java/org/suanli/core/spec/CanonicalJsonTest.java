package org.suanli.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CanonicalJsonTest {
  @Test
  void theFormIsFixedToTheByte() {
    var document =
        new Document.Mapping(
            List.of(
                entry("b", new Document.Scalar("1", false, 1)),
                entry("a\"", new Document.Scalar("1", true, 1)),
                entry(
                    "c",
                    new Document.Sequence(
                        List.of(
                            new Document.Mapping(List.of(), 1),
                            new Document.Sequence(List.of(), 1)),
                        1))),
            1);
    assertThat(CanonicalJson.write(document)).isEqualTo("{\"b\":1,\"a\\\"\":\"1\",\"c\":[{},[]]}");
  }

  @Test
  void whatYamlOrJsonWouldNotTakeIsEscaped() {
    var text = "\\ \n\r\t\u0001\u007f\u0085\u2028\ufeff\ufffe 算力 😀";
    assertThat(CanonicalJson.write(new Document.Scalar(text, true, 1)))
        .isEqualTo("\"\\\\ \\n\\r\\t\\u0001\\u007f\\u0085\\u2028\\ufeff\\ufffe 算力 😀\"");
  }

  /// The digests of stored jobs depend on it.
  @Test
  void theDigestOfAJobDoesNotChange() {
    var document =
        new Document.Mapping(List.of(entry("command", new Document.Scalar("date", false, 1))), 1);
    if (!(JobFile.parse(document) instanceof JobFile.Parsed.Ok(var file))) {
      throw new AssertionError();
    }
    assertThat(file.digest())
        .isEqualTo("93305ce6f9369b0583446fcdc88d93d19d7ce886611d8efe00d34d7839160bdb");
  }

  @Test
  void theCanonicalFormOfAFileGivesTheSameFile() {
    var roles =
        new Document.Mapping(
            List.of(
                entry(
                    "head",
                    new Document.Mapping(
                        List.of(entry("gpu", new Document.Scalar("Ascend 910C:0.25", false, 1))),
                        1))),
            1);
    var document =
        new Document.Mapping(
            List.of(
                entry("command", new Document.Scalar(" a\n b ", true, 1)), entry("roles", roles)),
            1);
    if (!(JobFile.parse(document) instanceof JobFile.Parsed.Ok(var file))) {
      throw new AssertionError();
    }
    assertThat(JobFile.parse(CanonicalForm.of(file))).isEqualTo(new JobFile.Parsed.Ok(file));
  }

  private static Document.Entry entry(String key, Document value) {
    return new Document.Entry(key, 1, value);
  }
}
