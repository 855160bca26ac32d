package org.suanli.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Hands a test a new migrated {@link Database} as a parameter. One PostgreSQL serves the whole
/// test run and is stopped at its end; a parameter of a constructor or of a test gets a database of
/// its own, closed with the test's scope.
public final class FreshDatabase implements ParameterResolver {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(FreshDatabase.class);
  private static final AtomicInteger COUNT = new AtomicInteger();

  /// A constructor's parameter lives as long as the test that it is called for.
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    return type == Database.class || type == Postgres.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var server =
        context
            .getRoot()
            .getStore(SPACE)
            .computeIfAbsent(Server.class, _ -> Server.start(), Server.class);
    if (parameter.getParameter().getType() == Postgres.class) {
      return server.postgres();
    }
    int number = COUNT.incrementAndGet();
    var database = Database.open(server.postgres().create("test_" + number));
    context.getStore(SPACE).put(number, database);
    database.migrate();
    return database;
  }

  /// Where tests keep the unpacked programs between runs.
  static Path programs() {
    return Path.of("target", "postgres-programs");
  }

  record Server(Postgres postgres, Path folder) implements AutoCloseable {
    static Server start() {
      try {
        var folder = Files.createTempDirectory("suanli-test");
        return new Server(Postgres.start(folder, programs()), folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      postgres.close();
      Trees.delete(folder);
    }
  }
}
