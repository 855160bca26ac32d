package org.suanli.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.units.Amount;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.Money;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;
import org.suanli.server.identity.SignIn;
import org.suanli.server.loop.Commands;
import org.suanli.server.wiring.Server;
import org.suanli.server.wiring.Settings;

/// What people do in the portal, in a real browser on a real server, whose jobs are processes of
/// this machine: two nodes of one accelerator each.
@Timeout(300)
@NeedsChromium
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PortalTest {
  private static final OrganizationId OCEAN = new OrganizationId("ocean");
  private static final MemberId OPERATOR = new MemberId(1);
  private static final String PASSWORD = "a long enough password";

  private Path folder = Path.of("");
  private Optional<Server> server = Optional.empty();
  private Optional<Browser> open = Optional.empty();

  @BeforeAll
  void aCentre(@TempDir Path temporary) {
    folder = temporary;
    var settings =
        new Settings(
            folder.resolve("data"),
            Optional.empty(),
            new Settings.Address("127.0.0.1", 0, Optional.empty()),
            new Settings.Host(2, 1, true, folder.resolve("host")),
            Duration.ofSeconds(10));
    server = Optional.of(Server.start(settings, _ -> {}));
    assertThat(running().operatorLink().orElseThrow()).startsWith("/sign-in/");
    command(new Command.SetOrganization(OCEAN, 1));
    command(new Command.AddProject(new ProjectId(OCEAN, "language")));
    command(new Command.OpenProgramme(new ProgrammeId("vouchers")));
    command(new Command.PublishPrice(new Money(1_200_000)));
    var now = running().part(java.time.InstantSource.class).instant();
    command(
        new Command.GrantAllocation(
            new Allocation.Owner.OfOrganization(OCEAN),
            new ProgrammeId("vouchers"),
            Optional.empty(),
            new Grant.PflopsHours(new Amount(Amount.Unit.NANO_PFLOPS_HOURS, 1_000_000_000_000L)),
            new Window(now, now.plus(Duration.ofDays(30)))));
  }

  private void command(Command command) {
    var answer =
        running()
            .part(Commands.class)
            .submit(command, MemberId.PLATFORM)
            .toCompletableFuture()
            .orTimeout(20, TimeUnit.SECONDS)
            .join();
    assertThat(answer).isInstanceOf(Answer.Accepted.class);
  }

  @AfterAll
  void stop() {
    server.ifPresent(Server::close);
  }

  @BeforeEach
  void signIn() throws IOException {
    var browser = new Browser(running().address(), "en-US");
    open = Optional.of(browser);
    enter(browser, link());
  }

  @AfterEach
  void close() throws IOException {
    browser().close();
  }

  private Server running() {
    return server.orElseThrow();
  }

  /// A new one-time link's path; those before it are void.
  private String link() {
    return "/sign-in/" + running().part(SignIn.class).invite(OPERATOR).secret().text();
  }

  private Browser browser() {
    return open.orElseThrow();
  }

  private static void enter(Browser browser, String link) {
    browser.open(link);
    browser.click("main button");
    browser.await("the overview is shown", () -> browser.path().equals("/"));
  }

  /// Submits a job by the form, and stays at its page. Returns the page's path.
  private String submit(String file) {
    browser().open("/jobs/new");
    browser().fill("project", "ocean/language");
    browser().fill("file", file);
    browser().click("button[value=submit]");
    browser().await("the job is shown", () -> browser().path().startsWith("/jobs/job-"));
    return browser().path();
  }

  /// A job that writes, waits until the gate is open, writes again and leaves a file.
  private static String gated(String name, int nodes, Path gate) {
    return """
    name: %s
    nodes: %d
    accelerators: 1
    time_limit: 10m
    command: |
      echo "hello from $SUANLI_NODE"
      while [ ! -e %s ]; do sleep 0.1; done
      echo "goodbye" | tee "$SUANLI_OUTPUT/result.txt"
    """
        .formatted(name, nodes, gate);
  }

  private void awaitState(String state) {
    browser().await("its state is " + state, () -> browser().text("#state").equals(state));
  }

  @Test
  void thePasswordThatTheLinkSetsOpensTheDoorLater() {
    browser().click("header button");
    browser().awaitText("h1", "Sign in");
    var link = link();
    browser().open(link);
    browser().fill("email", "operator@example.org");
    browser().fill("password", "short");
    browser().click("main button");
    browser().awaitText("[role=alert]", "12 characters");
    browser().fill("email", "operator@example.org");
    browser().fill("password", PASSWORD);
    browser().click("main button");
    browser().awaitText("h1", "Overview");
    browser().click("header button");
    browser().awaitText("h1", "Sign in");
    browser().open("/jobs");
    assertThat(browser().path()).isEqualTo("/sign-in");
    browser().fill("email", "operator@example.org");
    browser().fill("password", "not the password");
    browser().click("main button");
    browser().awaitText("[role=alert]", "not right");
    browser().fill("email", "operator@example.org");
    browser().fill("password", PASSWORD);
    browser().click("main button");
    browser().awaitText("h1", "Overview");
    browser().open(link);
    browser().click("main button");
    browser().awaitText("[role=alert]", "used already");
    browser().assertClean("status of 403");
  }

  @Test
  void aJobIsWatchedUntilItEndsAndStandsOnTheStatement() throws IOException {
    var gate = folder.resolve("gate-watched");
    browser().open("/jobs/new");
    browser().fill("project", "ocean/language");
    browser().fill("file", gated("watched", 1, gate));
    browser().click("button[value=plan]");
    browser().awaitText("[role=status]", "It would start at once.");
    browser().click("button[value=submit]");
    browser().await("the job is shown", () -> browser().path().startsWith("/jobs/job-"));
    browser().script("return window.isStillTheSame = true");
    awaitState("running");
    browser().awaitText("#log", "hello from");
    Files.createFile(gate);
    awaitState("succeeded");
    browser().awaitText("#log", "goodbye");
    browser().awaitText("#more", "result.txt");
    browser().awaitText("ol.timeline", "Succeeded.");
    assertThat(browser().script("return window.isStillTheSame === true")).isEqualTo(true);
    assertThat(browser().text("#now")).contains("card-hours");
    browser().assertClean();

    var job = browser().path().substring("/jobs/".length());
    browser().open("/allocations");
    browser().awaitText("#ledger", "charge");
    browser().click("a[href='/statements/ocean']");
    browser().awaitText("#recomputed", "the same to the byte");
    assertThat(browser().text("#statement"))
        .containsPattern("CHARGE [0-9.]+ PFLOPS-hours for " + job + "\\.1")
        .contains("Total: ");
    browser().assertClean();
  }

  @Test
  void anOperatorChoosesAnotherPolicy() {
    browser().open("/policy");
    assertThat(browser().text("#in-force")).contains("Version 0", "fair share", "EASY", "7d");
    browser().click("input[value=CONSERVATIVE]");
    assertThat(browser().text("#in-force"))
        .contains("Cost of a restart\n5m", "Minimum run time\n10m");
    browser().fill("usageHalfLife", "30m");
    browser().fill("minimumRunTime", "8d");
    browser().click("form.card button");
    browser().awaitText("[role=alert]", "The half-life of use (30m) must be 1 hour to 365 days");
    assertThat(browser().text("[role=alert]"))
        .contains("The minimum run time (8d) must be 0 to 7 days", "Nothing was changed.");
    assertThat(browser().text("#in-force")).contains("Version 0");
    browser().assertClean("status of 400");
    browser().fill("usageHalfLife", "1d 12h");
    browser().fill("minimumRunTime", "1h 30m");
    browser().click("form.card button");
    browser().awaitText("#in-force", "Version 1");
    assertThat(browser().text("#in-force"))
        .contains("conservative", "Up to 256 blocked jobs", "36h", "90m", "by member-1");
    assertThat(browser().text("#history tr:nth-child(1)")).contains("conservative", "member-1");
    assertThat(browser().text("#history tr:nth-child(2)")).contains("EASY", "7d");
    browser().assertClean();
  }

  @Test
  void aWaitingJobSaysWhyAndUntilWhenInBothLanguages() throws IOException {
    var gate = folder.resolve("gate-first");
    var first = submit(gated("first", 2, gate));
    awaitState("running");
    var second = submit(gated("second", 2, gate));
    awaitState("waiting");
    browser()
        .awaitText(
            "#waits", "It asks for 2 accelerators; 0 accelerators of acceptable models are free.");
    browser().await("a forecast is told", () -> browser().text("#forecast").startsWith("20"));
    assertThat(browser().text("#promised")).startsWith("20");
    browser().click("footer a[lang=zh-CN]");
    browser().awaitText("#waits", "需要 2 卡，可接受的型号目前空闲 0 卡。");
    assertThat(browser().text("#state")).isEqualTo("等待");
    browser().open("/");
    browser().awaitText("#more", "需要 2 卡");
    browser().click("footer a[lang=en]");
    browser().awaitText("#more", "It asks for 2 accelerators");

    browser().open(second);
    browser().click("button.danger");
    awaitState("cancelled");
    browser().open(first);
    Files.createFile(gate);
    awaitState("succeeded");
    browser().assertClean();
  }

  @Test
  void jobsAreFilteredAndSorted() throws IOException {
    var gate = Files.createFile(folder.resolve("gate-sorted"));
    submit(gated("alpha", 1, gate));
    awaitState("succeeded");
    submit(gated("beta", 2, gate));
    awaitState("succeeded");
    submit("name: gamma\naccelerators: 1\ncommand: exit 3\n");
    awaitState("failed");
    browser().awaitText("ol.timeline", "worker 0 ended with: 3");

    browser().open("/jobs");
    browser().fill("name", "alph");
    browser().click("form.filters button");
    browser().await("one is left", () -> browser().all("tbody tr").size() == 1);
    assertThat(browser().text("tbody tr")).contains("alpha");
    browser().open("/jobs?state=FAILED");
    assertThat(browser().text("tbody")).contains("gamma").doesNotContain("alpha", "beta");

    browser().open("/jobs");
    assertThat(browser().text("tbody tr:first-child")).contains("gamma");
    browser().click("#by-accelerators");
    browser().awaitText("tbody tr:first-child", "2");
    assertThat(browser().text("[aria-sort=descending]")).startsWith("Accelerators");
    browser().click("#by-accelerators");
    browser().awaitText("[aria-sort=ascending]", "Accelerators");
    assertThat(browser().text("tbody tr:last-child")).doesNotContain("alpha", "gamma");
    browser().open("/jobs?state=RUNNING&name=nothing-is-called-this");
    assertThat(browser().text("#now")).contains("No job is like this.");
    browser().assertClean();
  }

  @Test
  void aNodeIsDrainedAndResumed() {
    browser().open("/nodes");
    assertThat(browser().text("p.pills")).contains("2 ready");
    browser().click("button[value=DRAINING]");
    browser().awaitText("p.pills", "1 draining");
    assertThat(browser().text("#now tbody")).contains("by an operator, in the portal", "member-1");
    browser().click("button[value=READY]");
    browser().awaitText("p.pills", "2 ready");
    browser().assertClean();
  }

  @Test
  void aJobFileThatIsWrongIsShownAgainWithEveryViolation() {
    browser().open("/jobs/new");
    browser().fill("file", "nam: x\naccelerators: many\n");
    browser().click("button[value=submit]");
    browser().awaitText("[role=alert]", "accelerators");
    assertThat(browser().text("[role=alert]")).contains("nam", "command");
    assertThat(browser().find("[name=file]").getDomProperty("value")).contains("many");
    browser().assertClean("status of 4");
  }

  @Test
  void whatIsWrongWithAJobFileIsSaidInTheLanguageOfTheReader() {
    browser().open("/jobs/new?language=zh-CN");
    try {
      browser().fill("file", "nam: x\ncpus: 9999\nports: 1\nname: []\nversion: 2");
      browser().click("button[value=plan]");
      browser().awaitText("[role=alert]", "第 1 行：作业文件没有字段（nam）。");
      assertThat(browser().text("[role=alert]"))
          .contains(
              "您是否想写 “name”？",
              "第 2 行：cpus（9999）必须是核数，大于 0，不超过 4,096，最多三位小数。",
              "可以在集群内部使用 “command” 打开的端口。",
              "name（列表）必须是单个值。")
          .doesNotContain("must", "Maybe");
      assertThat(browser().script("return document.querySelectorAll('[role=alert] [lang]').length"))
          .isEqualTo(0L);
    } finally {
      browser().open("/jobs/new?language=en");
    }
    browser().fill("file", "name: []");
    browser().click("button[value=plan]");
    browser().awaitText("[role=alert]", "line 1: The name (a list) must be a single value.");
    browser().assertClean("status of 4");
  }

  @Test
  void aFormWithoutItsTokenIsRefused() {
    browser().open("/jobs/new");
    var status =
        browser()
            .script(
                """
                return fetch("/nodes/host/n0", {
                  method: "POST",
                  body: new URLSearchParams({ state: "DOWN" }),
                }).then((answer) => answer.status);
                """);
    assertThat(status).isEqualTo(403L);
    browser().assertClean("status of 403");
    browser().open("/nodes");
    assertThat(browser().text("p.pills")).contains("2 ready");
  }
}
