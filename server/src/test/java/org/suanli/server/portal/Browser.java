package org.suanli.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;
import tools.jackson.databind.json.JsonMapper;

/// A headless Chromium on one server, until closed. It remembers what it asked for and what it
/// complained of.
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-proxy-server",
          "--hide-scrollbars");

  /// It warns of features that are not used here; kept, so that its level is.
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final String server;
  private final Path profile;
  private final ChromeDriver driver;

  static boolean isInstalled() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  /// @param server such as `http://127.0.0.1:8464`
  /// @param language that it prefers, such as `zh-CN`
  Browser(String server, String language) throws IOException {
    SELENIUM.setLevel(Level.SEVERE);
    this.server = server;
    profile = Files.createTempDirectory("suanli-chromium");
    var options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(FLAGS);
    options.addArguments("--user-data-dir=" + profile, "--lang=" + language);
    options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            // The driver is given; nothing is looked for or fetched.
            .withEnvironment(Map.of("SE_OFFLINE", "true", "SE_AVOID_STATS", "true"))
            .build();
    driver = new ChromeDriver(service, options);
    size(1440, 900);
  }

  void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
    emulate(Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  private void emulate(Map<String, Object> metrics) {
    driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", metrics);
  }

  /// @param scheme `light` or `dark`
  void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  void open(String path) {
    driver.get(server + path);
  }

  void back() {
    driver.navigate().back();
  }

  /// The path and the query of what is shown.
  String path() {
    return Objects.requireNonNull(driver.getCurrentUrl()).substring(server.length());
  }

  String title() {
    return Objects.requireNonNull(driver.getTitle());
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /// The text of what the selector finds; of several things, a line each. Read at once, since pages
  /// change while they are looked at.
  String text(String selector) {
    return (String)
        script(
            """
            return [...document.querySelectorAll(arguments[0])]
              .map((element) => element.innerText.trim()).join("\\n");
            """,
            selector);
  }

  void fill(String name, String text) {
    var field = find("[name='" + name + "']");
    field.clear();
    field.sendKeys(text);
  }

  /// What is there at first may be replaced before it is clicked; then what took its place is.
  void click(String selector) {
    await(
        selector + " can be clicked",
        () -> {
          find(selector).click();
          return true;
        });
  }

  Object script(String script, Object... arguments) {
    return Objects.requireNonNull(((JavascriptExecutor) driver).executeScript(script, arguments));
  }

  /// Waits until something holds, which is looked at again as the page changes.
  void await(String what, Supplier<Boolean> condition) {
    new WebDriverWait(driver, WAIT_MAX)
        .withMessage(() -> what + "; the page says: " + text("body"))
        .ignoring(StaleElementReferenceException.class)
        .ignoring(NoSuchElementException.class)
        .until(_ -> condition.get());
  }

  void awaitText(String selector, String part) {
    await(selector + " says " + part, () -> text(selector).contains(part));
  }

  /// Waits until charts are drawn, or are known to have nothing to draw.
  void awaitCharts() {
    await(
        "charts are drawn",
        () ->
            all("[data-chart]").stream()
                .noneMatch(chart -> chart.getDomAttribute("data-drawn") == null));
  }

  /// A picture of the whole page.
  void picture(Path file) {
    try {
      var width = ((Number) script("return document.documentElement.clientWidth")).intValue();
      var height = ((Number) script("return document.documentElement.scrollHeight")).intValue();
      emulate(Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// Asserts that since the last time nothing was complained of, and nothing was asked of another
  /// origin. A violation of the Content-Security-Policy is a complaint.
  ///
  /// @param expected parts of complaints that the test provoked
  void assertClean(String... expected) {
    var complaints =
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .map(entry -> entry.getLevel() + " " + entry.getMessage())
            .filter(complaint -> List.of(expected).stream().noneMatch(complaint::contains))
            .toList();
    assertThat(complaints).as("console at " + path()).isEmpty();
    assertThat(requested()).as("origins asked at " + path()).isSubsetOf(List.of(server));
  }

  /// The origins of all requests since the last time.
  private TreeSet<String> requested() {
    var origins = new TreeSet<String>();
    for (var entry : driver.manage().logs().get(LogType.PERFORMANCE).getAll()) {
      var message = JSON.readTree(entry.getMessage()).path("message");
      if (message.path("method").asString().equals("Network.requestWillBeSent")) {
        var address = URI.create(message.path("params").path("request").path("url").asString());
        // The browser's own pages, and what a page holds itself, are no requests to anyone.
        if (address.getAuthority() != null && !address.getScheme().equals("chrome")) {
          origins.add(address.getScheme() + "://" + address.getAuthority());
        }
      }
    }
    return origins;
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    try (var files = Files.walk(profile)) {
      for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
