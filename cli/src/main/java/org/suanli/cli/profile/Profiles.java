package org.suanli.cli.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.terminal.Surroundings;
import org.suanli.cli.wire.Wire;

/// The profiles of a user, in one file that nobody else may read.
///
/// It is `suanli/config.json` below `XDG_CONFIG_HOME`, or below `~/.config`.
public final class Profiles {
  public static final String DEFAULT = "default";

  private static final Set<PosixFilePermission> FILE_RIGHTS =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER_RIGHTS =
      PosixFilePermissions.fromString("rwx------");

  /// @param server the address
  /// @param token absent once signed out
  /// @param tokenNumber by which the token is revoked; absent if it was given by hand
  /// @param authorities the file of certificates that the server is trusted by; absent for the
  ///   machine's
  public record Profile(
      String server,
      @Nullable String token,
      @Nullable Long tokenNumber,
      @Nullable String authorities) {}

  /// The file's text.
  ///
  /// @param current the profile that is used unless another is named
  record Config(String current, TreeMap<String, Profile> profiles) {}

  private final Path folder;
  private final Path file;

  public Profiles(Surroundings surroundings) {
    this.folder = folder(surroundings).resolve("suanli");
    this.file = folder.resolve("config.json");
  }

  private static Path folder(Surroundings surroundings) {
    var configured = surroundings.variable("XDG_CONFIG_HOME");
    if (!configured.isEmpty() && Path.of(configured).isAbsolute()) {
      return Path.of(configured);
    }
    var home = surroundings.variable("HOME");
    return Path.of(home.isEmpty() ? System.getProperty("user.home") : home, ".config");
  }

  public Path file() {
    return file;
  }

  /// @param name empty for the current one
  /// @throws Failure if the file cannot be read
  public Optional<Profile> find(String name) {
    var config = read();
    return Optional.ofNullable(config.profiles().get(name.isEmpty() ? config.current() : name));
  }

  /// @param name empty for the current one
  public String nameOf(String name) {
    return name.isEmpty() ? read().current() : name;
  }

  /// Keeps a profile, and makes it the current one.
  public void put(String name, Profile profile) {
    var config = read();
    config.profiles().put(name, profile);
    write(new Config(name, config.profiles()));
  }

  /// What else may read the file than its owner; empty if nothing.
  public Optional<String> exposure() {
    try {
      var extra = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      extra.removeAll(FILE_RIGHTS);
      return extra.isEmpty()
          ? Optional.empty()
          : Optional.of(
              "The profiles ("
                  + file
                  + ") must be readable by their owner alone.\nMaybe chmod 600 "
                  + file
                  + ".");
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Config read() {
    try {
      return Wire.read(Wire.parse(Files.readString(file)), Config.class);
    } catch (NoSuchFileException e) {
      return new Config(DEFAULT, new TreeMap<>());
    } catch (IOException | Failure e) {
      throw Failure.usage(
          "The profiles (" + file + ") cannot be read.\nMaybe remove the file and sign in again.");
    }
  }

  private void write(Config config) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER_RIGHTS));
      }
      var next =
          Files.createTempFile(
              folder, "config", ".json", PosixFilePermissions.asFileAttribute(FILE_RIGHTS));
      try {
        Files.writeString(next, Wire.writePretty(config) + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(next);
      }
    } catch (IOException e) {
      throw Failure.usage("The profiles (" + file + ") cannot be written: " + e.getMessage() + ".");
    }
  }
}
