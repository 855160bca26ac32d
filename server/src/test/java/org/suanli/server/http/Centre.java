package org.suanli.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.allocation.Role;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.OrganizationId;
import org.suanli.executor.local.DirectoryRemoval;
import org.suanli.server.database.Database;
import org.suanli.server.identity.Authenticator;
import org.suanli.server.identity.Passwords;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Profiles;
import org.suanli.server.identity.ProjectSecrets;
import org.suanli.server.identity.SecretBox;
import org.suanli.server.identity.SignIn;
import org.suanli.server.identity.Times;
import org.suanli.server.identity.Tokens;
import org.suanli.server.loop.Commands;
import org.suanli.server.loop.KeyedEvents;
import org.suanli.server.loop.Projections;
import org.suanli.server.loop.RequestKey;
import tools.jackson.databind.json.JsonMapper;

/// A centre with its HTTP interface on a free port: a real engine, called at once, whose events go
/// to the tables of a real database.
final class Centre implements AutoCloseable {
  private static final Duration WAIT_MAX = Duration.ofSeconds(20);

  final Database database;
  volatile boolean isDiskTight;
  private final Engine engine = new Engine(new State());
  private final HttpClient http = HttpClient.newHttpClient();
  private final ServletWebServerApplicationContext context;
  private final Path folder;
  private final List<Event> journal = new ArrayList<>();
  volatile long epoch = 1;
  private long seq = 1;
  private @Nullable Schemas schemas;

  /// What commands wait for before they are decided.
  private final AtomicReference<Supplier<CompletableFuture<Object>>> held =
      new AtomicReference<>(() -> CompletableFuture.completedFuture(this));

  /// What Spring starts from; no component, so that nobody else's scan finds it.
  @EnableAutoConfiguration
  @Import(HttpConfiguration.class)
  static class Parts {}

  Centre(Database database) throws IOException {
    this.database = database;
    folder = Files.createTempDirectory("suanli-http");
    var random = new SecureRandom();
    var jdbc = JdbcClient.create(database.pool());
    var times = new Times(InstantSource.system());
    var profiles = new Profiles(jdbc, times);
    var passwords = new Passwords(jdbc, times);
    var application = new SpringApplication(Parts.class);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(
        Map.of("server.port", 0, "server.address", "127.0.0.1", "spring.flyway.enabled", false));
    application.addInitializers(
        made -> {
          var beans = (GenericApplicationContext) made;
          beans.registerBean(DataSource.class, database::pool);
          beans.registerBean(Commands.class, Direct::new);
          beans.registerBean(InstantSource.class, InstantSource::system);
          beans.registerBean(Times.class, () -> times);
          beans.registerBean(Profiles.class, () -> profiles);
          beans.registerBean(Passwords.class, () -> passwords);
          beans.registerBean(Tokens.class, () -> new Tokens(jdbc, times, random));
          beans.registerBean(
              SignIn.class, () -> new SignIn(jdbc, times, random, profiles, passwords));
          beans.registerBean(Authenticator.class, () -> new Authenticator(jdbc, times));
          var box = SecretBox.open(folder.resolve("secret.key"), random);
          beans.registerBean(SecretBox.class, () -> box);
          beans.registerBean(ProjectSecrets.class, () -> new ProjectSecrets(jdbc, times, box));
          beans.registerBean(
              MadeEvents.class,
              () -> (first, last) -> List.copyOf(journal.subList((int) first - 1, (int) last)));
          beans.registerBean(ServletFolder.class, () -> new ServletFolder(folder.resolve("http")));
          beans.registerBean(DiskRoom.class, () -> () -> isDiskTight);
          beans.registerBean(CodeStore.class, () -> CodeStore.open(folder.resolve("code")));
        });
    context = (ServletWebServerApplicationContext) application.run();
  }

  /// Runs every command at once, and writes what it changed before it answers.
  private final class Direct implements Commands {
    @Override
    public CompletionStage<Answer> submit(Command command, MemberId by, Optional<RequestKey> key) {
      return held.get().get().thenCompose(_ -> execute(command, by, key));
    }

    @Override
    public OptionalLong epoch() {
      return OptionalLong.of(epoch);
    }

    private synchronized CompletionStage<Answer> execute(
        Command command, MemberId by, Optional<RequestKey> key) {
      var answer = engine.execute(command, by, Instant.now());
      if (answer instanceof Answer.Accepted(var events)) {
        try (var connection = database.connect()) {
          connection.setAutoCommit(false);
          Projections.write(connection, seq, events);
          if (key.isPresent() && !events.isEmpty()) {
            KeyedEvents.write(
                connection, seq, List.of(new KeyedEvents(key.get(), 0, events.size())));
          }
          connection.commit();
          events.forEach(event -> journal.add(event.event()));
          seq += events.size();
        } catch (SQLException e) {
          return CompletableFuture.failedStage(e);
        }
      }
      return CompletableFuture.completedStage(answer);
    }

    @Override
    public synchronized <T> CompletionStage<T> read(Function<Engine, T> query) {
      try {
        return CompletableFuture.completedStage(query.apply(engine));
      } catch (RuntimeException e) {
        return CompletableFuture.failedStage(e);
      }
    }
  }

  /// Keeps commands from being decided until it is closed.
  final class Hold implements AutoCloseable {
    private final CompletableFuture<Object> release = new CompletableFuture<>();
    private final CountDownLatch came = new CountDownLatch(1);

    void awaitCommand() throws InterruptedException {
      assertThat(came.await(WAIT_MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
      held.set(() -> CompletableFuture.completedFuture(this));
      release.complete(this);
    }
  }

  Hold hold() {
    var hold = new Hold();
    held.set(
        () -> {
          hold.came.countDown();
          return hold.release;
        });
    return hold;
  }

  <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  <T> T part(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  void command(Command command) {
    var answer =
        part(Commands.class)
            .submit(command, MemberId.PLATFORM)
            .toCompletableFuture()
            .orTimeout(WAIT_MAX.toSeconds(), TimeUnit.SECONDS)
            .join();
    if (answer instanceof Answer.Refused(var rejected)) {
      throw new AssertionError(command + " was refused: " + rejected.messages());
    }
  }

  /// A member of a role, and that member's token.
  String tokenOf(Role role, @Nullable String organization) {
    var id = part(Profiles.class).add(role + " of " + organization, Optional.empty(), true);
    command(
        new Command.SetMember(
            id, role, Optional.ofNullable(organization).map(OrganizationId::new)));
    return token(id);
  }

  String token(MemberId member) {
    return part(Tokens.class)
        .issue(member, "test", List.of(Principal.Scope.ALL), Duration.ofDays(1))
        .secret();
  }

  HttpResponse<String> send(String method, String path, Ask ask) {
    var body =
        ask.body() == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(ask.body());
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + Objects.requireNonNull(context.getWebServer()).getPort()
                        + path))
            .timeout(WAIT_MAX)
            .method(method, body)
            .header("Content-Type", "application/json");
    ask.headers().forEach(request::header);
    try {
      var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      requireDescribed(method, path, answer);
      return answer;
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + " was not answered.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Every answer to a test is one that the description of the interface promises.
  private void requireDescribed(String method, String path, HttpResponse<String> answer) {
    var plain = path.replaceAll("\\?.*", "");
    for (var row : Access.rows()) {
      var pattern = row.path().replaceAll("\\{\\*[^}]+}", ".+").replaceAll("\\{[^}]+}", "[^/]+");
      if (row.method().equals(method) && plain.matches(pattern)) {
        var type = answer.headers().firstValue("Content-Type").orElse("");
        var violations =
            schemas()
                .violations(
                    method,
                    row.path().replace("{*", "{"),
                    new Schemas.Answer(answer.statusCode(), type, answer.body()));
        assertThat(violations).as("%s %s: %s", method, path, answer.body()).isEmpty();
        return;
      }
    }
  }

  private Schemas schemas() {
    if (schemas == null) {
      var operations = part(OpenApiResource.class).operations();
      var description = new OpenApi(OpenApiResource.words()).describe(operations);
      schemas = new Schemas(JsonMapper.shared().valueToTree(description));
    }
    return schemas;
  }

  /// What goes with a request.
  record Ask(Map<String, String> headers, @Nullable String body) {
    static Ask by(String token) {
      return new Ask(Map.of("Authorization", "Bearer " + token), null);
    }

    static Ask anonymous() {
      return new Ask(Map.of(), null);
    }

    Ask with(String body) {
      return new Ask(headers, body);
    }

    Ask header(String name, String value) {
      var more = new java.util.TreeMap<>(headers);
      more.put(name, value);
      return new Ask(more, body);
    }
  }

  @Override
  public void close() {
    context.close();
    http.close();
    DirectoryRemoval.remove(folder);
  }
}
