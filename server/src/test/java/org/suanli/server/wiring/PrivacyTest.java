package org.suanli.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.api.Paths;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.database.Postgres;
import org.suanli.server.wiring.StartedServer.Caller;

/// Plants words that nothing else says, and looks for them wherever they must not be.
@Timeout(180)
@ExtendWith(FreshDatabase.class)
class PrivacyTest {
  private static final String SECRET = "canary-secret-4711";
  private static final String VALUE = "canary-value-4712";
  private static final String NAME = "Canary-Name-4713";
  private static final String EMAIL = "canary-address-4714@example.org";
  private static final String PASSWORD = "canary-password-4715";

  private final Path folder;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final StartedServer centre;
  private final JdbcClient database;

  PrivacyTest(Postgres postgres, @TempDir Path data) throws Exception {
    log.start();
    root().addAppender(log);
    centre =
        StartedServer.start(
            data,
            postgres.create(
                "privacy_" + data.getFileName().toString().replaceAll("[^a-z0-9]", "")));
    database = centre.server.part(JdbcClient.class);
    folder = data;
  }

  private static ch.qos.logback.classic.Logger root() {
    return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
  }

  @BeforeEach
  void twoOrganizations() throws Exception {
    centre.organization("ocean");
    centre.organization("river");
    centre.ask("PUT", secret("HF_TOKEN"), "{\"value\":\"" + SECRET + "\"}");
  }

  @AfterEach
  void close() {
    centre.close();
    root().detachAppender(log);
  }

  private static String secret(String name) {
    return Paths.of(Paths.SECRET, "ocean", "main", name);
  }

  /// The tables that hold a text, in clear or as bytes.
  private List<String> tablesWith(String text) {
    var hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    var names =
        database
            .sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
            .query(String.class)
            .list();
    var found = new ArrayList<String>();
    for (var name : names) {
      long rows =
          database
              .sql(
                  "SELECT count(*) FROM \"%s\" AS t WHERE t::text LIKE :text OR t::text LIKE :hex"
                      .formatted(name))
              .param("text", "%" + text + "%")
              .param("hex", "%" + hex + "%")
              .query(Long.class)
              .single();
      if (rows > 0) {
        found.add(name);
      }
    }
    return found;
  }

  private List<Path> filesWith(String text) throws Exception {
    try (var files = Files.walk(folder.resolve("tasks"))) {
      var found = new ArrayList<Path>();
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          found.add(file);
        }
      }
      return found;
    }
  }

  private String logged() {
    var text = new StringBuilder();
    for (var event : List.copyOf(log.list)) {
      text.append(event.getFormattedMessage()).append('\n');
      if (event.getThrowableProxy() != null) {
        text.append(ThrowableProxyUtil.asString(event.getThrowableProxy())).append('\n');
      }
    }
    return text.toString();
  }

  private static String sha256(String text) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static final String JOB =
      """
      command: printf %s "$HF_TOKEN" | sha256sum
      accelerators: host-cpu:1
      time_limit: 10m
      env: {GREETING: canary-value-4712}
      secrets: [HF_TOKEN]
      """;

  @Test
  void aSecretReachesTheProjectsTasksAndNothingElse() throws Exception {
    var job = centre.submit("ocean/main", JOB);
    StartedServer.await("it ends", () -> centre.stateOf(job).equals("SUCCEEDED"));
    var said = centre.get(Paths.of(Paths.JOB_LOGS, job));
    assertThat(said).contains(sha256(SECRET)).doesNotContain(SECRET);

    assertThat(tablesWith(SECRET)).isEmpty();
    assertThat(tablesWith(VALUE)).containsExactly("job_spec");
    StartedServer.await(
        "its orders are removed", () -> filesWith(SECRET).isEmpty() && filesWith(VALUE).isEmpty());
    assertThat(logged()).doesNotContain(SECRET, VALUE, centre.operator);
    assertThat(tablesWith(centre.operator)).isEmpty();
  }

  @Test
  void whatATaskIsToldOnDiskNobodyElseMayRead() throws Exception {
    var job = centre.submit("ocean/main", JOB + "setup: sleep 600\n");
    StartedServer.await("it runs", () -> centre.stateOf(job).equals("RUNNING"));
    StartedServer.await("its order is there", () -> !filesWith(SECRET).isEmpty());
    for (var file : filesWith(SECRET)) {
      boolean isHidden = false;
      for (int names = 1; names <= folder.relativize(file).getNameCount(); names++) {
        var at = folder.resolve(folder.relativize(file).subpath(0, names));
        isHidden |=
            Files.getPosixFilePermissions(at).stream()
                .noneMatch(one -> one.name().matches("(GROUP|OTHERS)_(READ|EXECUTE)"));
      }
      assertThat(isHidden).as(file.toString()).isTrue();
    }
    centre.ask("POST", Paths.of(Paths.JOB_CANCEL, job), "");
  }

  @Test
  void anotherProjectsSecretIsNone() throws Exception {
    var river = centre.member("river", "ADMIN");
    var submission =
        StartedServer.JSON.writeValueAsString(
            java.util.Map.of("project", "river/main", "file", JOB));
    for (var path : List.of(Paths.JOBS, Paths.JOBS + "?plan=true")) {
      var answer = centre.send(river, "POST", path, submission);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(answer.body()).contains("The secret (HF_TOKEN)", "river/main");
    }
    assertThat(centre.send(river, "PUT", secret("A"), "{\"value\":\"x\"}").statusCode())
        .isEqualTo(404);
    var list = Paths.of(Paths.SECRETS, "ocean", "main");
    assertThat(centre.send(river, "GET", list, "").statusCode()).isEqualTo(404);

    var member = centre.member("ocean", "MEMBER");
    var names = centre.send(member, "GET", list, "").body();
    assertThat(names).contains("HF_TOKEN").doesNotContain(SECRET);
    assertThat(centre.send(member, "DELETE", secret("HF_TOKEN"), "").statusCode()).isEqualTo(403);
  }

  @Test
  void aProjectOfTheSameNameInheritsNoSecret() throws Exception {
    var project = Paths.of(Paths.PROJECT, "ocean", "main");
    centre.ask("DELETE", project, "");
    centre.ask("POST", Paths.of(Paths.PROJECTS, "ocean"), "{\"name\":\"main\"}");
    assertThat(centre.get(Paths.of(Paths.SECRETS, "ocean", "main"))).doesNotContain("HF_TOKEN");
    assertThat(database.sql("SELECT count(*) FROM project_secret").query(Long.class).single())
        .isZero();
  }

  @Test
  void aMemberWhoIsErasedIsGoneFromTheDatabase() throws Exception {
    var made =
        centre.ask(
            "POST",
            Paths.MEMBERS,
            "{\"name\":\"%s\",\"email\":\"%s\",\"role\":\"MEMBER\",\"organization\":\"ocean\"}"
                .formatted(NAME, EMAIL));
    var link = made.at("/invitation/secret").asString();
    assertThat(link).isNotEmpty();
    var session =
        centre.send(
            Caller.NOBODY,
            "POST",
            Paths.SESSION,
            "{\"secret\":\"" + link + "\",\"tokenName\":\"theirs\"}");
    var token =
        new Caller(StartedServer.JSON.readTree(session.body()).at("/token/secret").asString());
    var password = "{\"password\":\"" + PASSWORD + "\"}";
    assertThat(centre.send(token, "PUT", Paths.SESSION_PASSWORD, password).statusCode())
        .isEqualTo(204);
    assertThat(
            centre
                .send(
                    Caller.NOBODY,
                    "POST",
                    Paths.SESSION,
                    "{\"email\":\"" + EMAIL + "\",\"password\":\"wrong-" + PASSWORD + "\"}")
                .statusCode())
        .isEqualTo(401);
    assertThat(tablesWith(NAME)).containsExactly("member_profile");
    assertThat(tablesWith(EMAIL)).containsExactly("member_profile");
    for (var secret : List.of(link, token.token(), PASSWORD)) {
      assertThat(tablesWith(secret)).isEmpty();
    }

    var member = made.at("/member/member").asString();
    centre.ask("DELETE", Paths.of(Paths.MEMBER, member), "");
    assertThat(tablesWith(NAME)).isEmpty();
    assertThat(tablesWith(EMAIL)).isEmpty();
    assertThat(centre.send(token, "GET", Paths.SESSION, "").statusCode()).isEqualTo(401);
    assertThat(logged()).doesNotContain(NAME, EMAIL, PASSWORD, link, token.token());
    assertThat(centre.ask("GET", Paths.AUDIT_VERIFICATION, "").at("/isIntact").asBoolean())
        .isTrue();
  }
}
