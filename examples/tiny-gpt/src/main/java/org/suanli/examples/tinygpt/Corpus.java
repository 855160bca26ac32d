package org.suanli.examples.tinygpt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The text to learn from, one token per byte of UTF-8, a part of it held out.
///
/// Documents come in the order of their names. Of sixteen or more, every sixteenth is held out
/// whole; of fewer, the last sixteenth of each.
///
/// @param source where the text is from, for people
@SuppressWarnings("ArrayRecordComponent") // Large, read only, never compared.
record Corpus(byte[] training, byte[] heldOut, String source) {
  private static final int HELD_OUT_SHARE = 16;

  /// More text than a model of this size can use; bounds memory and start-up time.
  private static final int BYTES_MAX = 16 << 20;

  private static final int FILES_MAX = 100_000;
  private static final Pattern JDK_SOURCES =
      Pattern.compile("java\\.base/java/(lang|util|io|time)/.*\\.java");

  /// The text of a folder, or else the documentation of the JDK that runs this.
  static Corpus load(Optional<Path> folder, Path javaHome) {
    return folder.isPresent() ? ofFolder(folder.get()) : ofJdk(javaHome.resolve("lib/src.zip"));
  }

  /// SHA-256 of the tokens.
  String digest() {
    return Sha256.hex(training, heldOut);
  }

  private static Corpus ofJdk(Path zip) {
    if (!Files.isRegularFile(zip)) {
      throw Failure.user(
          "The JDK's source archive (%s) must be there to learn from.\nMaybe install the source package of this JDK, or give a folder of text files: --text DIR"
              .formatted(zip));
    }
    try (ZipFile file = new ZipFile(zip.toFile(), StandardCharsets.UTF_8)) {
      List<String> names =
          file.stream()
              .map(ZipEntry::getName)
              .filter(name -> JDK_SOURCES.matcher(name).matches())
              .sorted()
              .toList();
      List<byte[]> documents = new ArrayList<>();
      int bytes = 0;
      for (String name : names) {
        byte[] source = file.getInputStream(file.getEntry(name)).readNBytes(BYTES_MAX);
        String prose = JavadocProse.of(new String(source, StandardCharsets.UTF_8));
        byte[] document = prose.getBytes(StandardCharsets.UTF_8);
        bytes += document.length;
        if (bytes > BYTES_MAX) {
          break;
        }
        documents.add(document);
      }
      return split(documents, zip.toString());
    } catch (IOException e) {
      throw Failure.external("The JDK's source archive (" + zip + ") must be readable", e);
    }
  }

  private static Corpus ofFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw Failure.user("--text (" + folder + ") must be a folder of text files.");
    }
    try {
      List<Path> files = files(folder.toRealPath());
      List<byte[]> documents = new ArrayList<>();
      int bytes = 0;
      for (Path file : files) {
        byte[] document = read(file);
        bytes += document.length;
        if (bytes > BYTES_MAX) {
          break;
        }
        if (isText(document)) {
          documents.add(document);
        }
      }
      return split(documents, folder.toString());
    } catch (IOException | UncheckedIOException e) {
      throw Failure.external("--text (" + folder + ") must be readable", e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files = walk.filter(Files::isRegularFile).limit(FILES_MAX + 1L).toList();
      if (files.size() > FILES_MAX) {
        throw Failure.user("--text (%s) must have at most %d files.".formatted(folder, FILES_MAX));
      }
      return files.stream()
          .sorted(Comparator.comparing(path -> folder.relativize(path).toString()))
          .toList();
    }
  }

  private static byte[] read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(BYTES_MAX);
    }
  }

  /// Text has no zero byte.
  private static boolean isText(byte[] document) {
    for (byte b : document) {
      if (b == 0) {
        return false;
      }
    }
    return true;
  }

  private static Corpus split(List<byte[]> documents, String source) {
    var training = new ByteArrayOutputStream();
    var heldOut = new ByteArrayOutputStream();
    boolean isWhole = documents.size() >= HELD_OUT_SHARE;
    for (int i = 0; i < documents.size(); i++) {
      byte[] document = documents.get(i);
      int cut = document.length - document.length / HELD_OUT_SHARE;
      if (isWhole) {
        cut = i % HELD_OUT_SHARE == HELD_OUT_SHARE - 1 ? 0 : document.length;
      }
      training.write(document, 0, cut);
      heldOut.write(document, cut, document.length - cut);
    }
    return new Corpus(training.toByteArray(), heldOut.toByteArray(), source);
  }
}
