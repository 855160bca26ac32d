package org.suanli.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The machine that the client really runs on.
public final class Console {
  private static final int COLUMNS_MIN = 40;

  private Console() {}

  public static Surroundings surroundings() {
    var environment = System.getenv();
    boolean isOut = isTerminal(1);
    var terminal =
        new Terminal(
            System.in,
            stream(FileDescriptor.out),
            stream(FileDescriptor.err),
            isOut,
            isTerminal(2),
            isOut && hasColor(environment),
            isOut ? columns(environment) : Terminal.COLUMNS_DEFAULT);
    return new Surroundings(
        environment,
        terminal,
        Clock.systemDefaultZone(),
        Path.of("").toAbsolutePath(),
        Thread::sleep);
  }

  private static boolean hasColor(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /// Jobs' names and logs are UTF-8, whatever the locale.
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /// Linux tells of each stream by itself; elsewhere the JDK tells of all together.
  private static boolean isTerminal(int descriptor) {
    var link = Path.of("/proc/self/fd", String.valueOf(descriptor));
    try {
      var target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      var console = System.console();
      return console != null && console.isTerminal();
    }
  }

  private static int columns(Map<String, String> environment) {
    var given = environment.getOrDefault("COLUMNS", "");
    if (given.matches("[0-9]{1,4}")) {
      return Math.max(COLUMNS_MIN, Integer.parseInt(given));
    }
    return Math.max(COLUMNS_MIN, askTerminal());
  }

  private static int askTerminal() {
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Path.of("/dev/tty").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(1, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return Terminal.COLUMNS_DEFAULT;
      }
      var size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return size.matches("[0-9]+ [1-9][0-9]{0,3}\\s*")
          ? Integer.parseInt(size.strip().split(" ", -1)[1])
          : Terminal.COLUMNS_DEFAULT;
    } catch (IOException e) {
      // No stty or no terminal: the default does.
      return Terminal.COLUMNS_DEFAULT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Terminal.COLUMNS_DEFAULT;
    }
  }
}
