package org.suanli.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.MemberId;
import org.suanli.server.identity.SignIn;
import org.suanli.server.wiring.Server;
import org.suanli.server.wiring.Settings;

/// Every page of a centre that has something to show, in both languages, wide and narrow, light and
/// dark. The pictures are left in `target/pictures`, for people to look at.
@Timeout(300)
@NeedsChromium
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
  private static final Path PICTURES = Path.of("target", "pictures");
  private static final MemberId OPERATOR = new MemberId(1);
  private static final int HEIGHT = 900;

  private Optional<Server> server = Optional.empty();

  @BeforeAll
  void aCentreAfterADay(@TempDir Path folder) throws Exception {
    var data = folder.resolve("data");
    SampleCentre.leaveIn(data);
    var settings =
        new Settings(
            data,
            Optional.empty(),
            new Settings.Address("127.0.0.1", 0, Optional.empty()),
            new Settings.Host(0, 0, true, data.resolve("host")),
            Duration.ofSeconds(10));
    server = Optional.of(Server.start(settings, _ -> {}));
    assertThat(running().operatorLink()).isPresent();
  }

  @AfterAll
  void stop() {
    server.ifPresent(Server::close);
  }

  private Server running() {
    return server.orElseThrow();
  }

  /// Names of pictures, and paths.
  private static LinkedHashMap<String, String> pages() {
    var pages = new LinkedHashMap<String, String>();
    pages.put("overview", "/");
    pages.put("jobs", "/jobs");
    pages.put("jobs-none", "/jobs?state=FAILED&project=nowhere");
    pages.put("job-running", "/jobs/job-13");
    pages.put("job-waiting", "/jobs/job-20");
    pages.put("job-succeeded", "/jobs/job-1");
    pages.put("job-failed", "/jobs/job-5");
    pages.put("nodes", "/nodes");
    pages.put("allocations", "/allocations");
    pages.put("statement", "/statements/ocean");
    pages.put("submit", "/jobs/new");
    pages.put("not-found", "/jobs/job-999999");
    pages.put("no-page", "/nowhere");
    return pages;
  }

  /// What a page is looked at with.
  private record Eyes(String language, int width, String scheme) {
    @Override
    public String toString() {
      return language + "-" + width + "-" + scheme;
    }
  }

  @ParameterizedTest
  @CsvSource({"en-US,1440,light", "zh-CN,1440,light", "en-US,420,light", "zh-CN,420,dark"})
  void everyPageIsWhole(String language, int width, String scheme) throws IOException {
    var eyes = new Eyes(language, width, scheme);
    try (var browser = new Browser(running().address(), language)) {
      browser.prefer(scheme);
      look(browser, eyes, "sign-in", "/sign-in");
      var secret = running().part(SignIn.class).invite(OPERATOR).secret().text();
      look(browser, eyes, "sign-in-link", "/sign-in/" + secret);
      browser.click("main button");
      browser.await("the overview is shown", () -> browser.path().equals("/"));
      pages().forEach((name, path) -> look(browser, eyes, name, path));
    }
  }

  private static void look(Browser browser, Eyes eyes, String name, String path) {
    browser.size(eyes.width(), HEIGHT);
    browser.open(path);
    browser.awaitCharts();
    browser.picture(PICTURES.resolve(name + "-" + eyes + ".png"));
    browser.assertClean("status of 404");
    assertThat(browser.title()).as(path).endsWith(" · Suanli").hasSizeGreaterThan(9);
    assertThat(browser.all("h1")).as("headings of " + path).hasSize(1);
    assertThat(browser.text("h1")).as("heading of " + path).isNotBlank();
    assertThat(browser.text("body"))
        .as(path)
        .doesNotContain("??")
        .doesNotContainPattern(Pattern.compile("\\{[0-9]"));
    boolean isChinese = eyes.language().startsWith("zh");
    assertThat(browser.find("html").getDomAttribute("lang")).isEqualTo(isChinese ? "zh-CN" : "en");
    assertThat(browser.script(UNNAMED)).as("what has no name at " + path).asString().isEmpty();
    assertThat(browser.script("return document.documentElement.scrollWidth"))
        .as("width of " + path + " at " + eyes)
        .isEqualTo((long) eyes.width());
    assertThat(browser.script(UNREACHED))
        .as("what the keyboard cannot scroll at " + path)
        .asString()
        .isEmpty();
    if (eyes.width() < STACKED_BELOW) {
      assertThat(browser.script(CUT_OFF)).as("what is cut off at " + path).asString().isEmpty();
    }
  }

  /// Below it cells are stacked, and no table is wider than its card.
  private static final int STACKED_BELOW = 560;

  /// Tables that are wider than what shows them.
  private static final String CUT_OFF =
      """
      return [...document.querySelectorAll(".scroll")]
        .filter(region => region.scrollWidth > region.clientWidth)
        .map(region => region.outerHTML.slice(0, 200)).join(" ");
      """;

  /// The same, where they are not a named region that can be focused.
  private static final String UNREACHED =
      """
      return [...document.querySelectorAll(".scroll")]
        .filter(region => region.scrollWidth > region.clientWidth)
        .filter(region => region.tabIndex !== 0 || !region.getAttribute("aria-label"))
        .map(region => region.outerHTML.slice(0, 200)).join(" ");
      """;

  /// Fields without a label, and buttons, links and pictures without a text.
  private static final String UNNAMED =
      """
      const bad = [];
      for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        const labels = [...field.labels].map(label => label.textContent.trim());
        if (labels.join("") === "") bad.push(field.outerHTML);
      }
      for (const one of document.querySelectorAll("button, a")) {
        if ((one.getAttribute("aria-label") || one.textContent).trim() === "") bad.push(one.outerHTML);
      }
      for (const picture of document.querySelectorAll("[role=img]")) {
        if (!picture.getAttribute("aria-label")) bad.push(picture.outerHTML);
      }
      return bad.join(" ");
      """;

  @Test
  void everyFormThatChangesSomethingCarriesAToken() throws IOException {
    try (var browser = new Browser(running().address(), "en-US")) {
      browser.open("/sign-in/" + running().part(SignIn.class).invite(OPERATOR).secret().text());
      browser.click("main button");
      browser.await("the overview is shown", () -> browser.path().equals("/"));
      for (var path : pages().sequencedValues()) {
        browser.open(path);
        int forms = browser.all("form[method=post]").size();
        assertThat(forms).as(path).isPositive();
        assertThat(browser.all("form[method=post] input[name=form-token]")).as(path).hasSize(forms);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"en-US,Something went wrong", "zh-CN,出了问题"})
  void aFailureOfTheServerIsAPageThatTellsNoSecrets(String language, String heading)
      throws IOException {
    var database = running().part(JdbcClient.class);
    try (var browser = new Browser(running().address(), language)) {
      browser.open("/sign-in/" + running().part(SignIn.class).invite(OPERATOR).secret().text());
      browser.click("main button");
      browser.await("the overview is shown", () -> browser.path().equals("/"));
      database.sql("ALTER TABLE ledger_entry RENAME TO ledger_entry_away").update();
      browser.size(420, HEIGHT);
      browser.open("/allocations");
      browser.picture(PICTURES.resolve("failed-" + language + ".png"));
      assertThat(browser.text("h1")).isEqualTo(heading);
      assertThat(browser.all("nav.main a")).isNotEmpty();
      assertThat(browser.text("body")).doesNotContain("ledger_entry", "Exception", "SELECT", "??");
      browser.assertClean("status of 500");
    } finally {
      database.sql("ALTER TABLE ledger_entry_away RENAME TO ledger_entry").update();
    }
  }

  @Test
  void pagesAllowNothingInlineAndAssetsAreKept() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var page = get(http, "/sign-in");
      assertThat(page.headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(
              policy ->
                  assertThat(policy)
                      .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                      .doesNotContain("unsafe", "*", "http"));
      assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
      var assets = Pattern.compile("(?:href|src)=\"(/(?:portal|vendor)/[^\"]+)\"");
      var found = assets.matcher(page.body()).results().map(result -> result.group(1)).toList();
      assertThat(found).isNotEmpty();
      for (var asset : found) {
        var answer = get(http, asset);
        assertThat(answer.statusCode()).as(asset).isEqualTo(200);
        assertThat(asset).containsPattern("-[0-9a-f]{32}\\.");
        assertThat(answer.headers().firstValue("Cache-Control"))
            .hasValueSatisfying(value -> assertThat(value).contains("max-age=31536000"));
      }
    }
  }

  private HttpResponse<String> get(HttpClient http, String path)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(running().address() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
