package org.suanli.server.wiring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliCpus;
import org.suanli.executor.Executor;
import org.suanli.executor.local.HostLayout;
import org.suanli.executor.local.LocalExecutor;
import org.suanli.executor.local.LocalSettings;
import org.suanli.executor.local.TaskUser;
import org.suanli.server.database.Database;
import org.suanli.server.identity.CentreKey;
import org.suanli.server.identity.FirstStart;
import org.suanli.server.jobfile.StoredJobFiles;
import org.suanli.server.journal.Archives;
import org.suanli.server.journal.Journal;
import org.suanli.server.journal.JournalSeat;
import org.suanli.server.journal.Leadership;
import org.suanli.server.loop.ControlLoop;
import org.suanli.server.loop.Dispatch;
import org.suanli.server.loop.Follower;
import org.suanli.server.loop.JobFiles;
import org.suanli.server.loop.JobMeters;
import org.suanli.server.loop.JobSecrets;
import org.suanli.server.loop.Launches;
import org.suanli.server.loop.Projections;

/// What is made of what.
@Configuration(proxyBeanMethods = false)
class Composition {
  private static final ClusterId HOST = new ClusterId("host");

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  SecureRandom random() {
    return new SecureRandom();
  }

  @Bean
  Settings settings(Stores stores) {
    return stores.settings();
  }

  @Bean(destroyMethod = "")
  Database database(Stores stores) {
    return stores.database();
  }

  @Bean(destroyMethod = "")
  DataSource dataSource(Database database) {
    return database.pool();
  }

  @Bean
  MeterBinder databaseMeters(Stores stores) {
    return meters ->
        FunctionCounter.builder("suanli.postgres.restarts", stores, Stores::databaseRestarts)
            .description("How often the embedded PostgreSQL died and was started again.")
            .register(meters);
  }

  @Bean
  Journal journal(Database database, Settings settings) {
    return new Journal(database, new Archives(settings.data().resolve("archive")));
  }

  @Bean(destroyMethod = "close")
  ControlLoop loop(Stores stores, Journal journal, InstantSource clock, MeterRegistry meters) {
    var leadership = new Leadership(stores.database(), stores.name(), stores.settings().lease());
    var seat =
        new JournalSeat(leadership, journal, Projections::write, clock)
            .requiring(() -> CentreKey.requireKnown(stores.database(), stores.secretBox()))
            .measuredBy(meters);
    return new ControlLoop(seat, clock, meters);
  }

  /// Nothing if this machine is no cluster; what needs it asks for an Optional.
  @Bean(destroyMethod = "")
  @Nullable LocalExecutor host(Settings settings, Journal journal, InstantSource clock) {
    var host = settings.host();
    if (host.nodes() == 0) {
      return null;
    }
    // A centre that came back from a backup has forgotten attempts: it must not meet their claims.
    var folder = host.folder().resolve(journal.centre().tag());
    return new LocalExecutor(
        new LocalSettings(
            folder.resolve("state"),
            folder.resolve("work"),
            layout(host),
            taskUser(host),
            true,
            LocalSettings.Detection.usual(),
            clock));
  }

  /// Each slot has at least one processor, even where that promises more than the machine has:
  /// virtual nodes are for trying out, and few of them are busy at once.
  private static HostLayout layout(Settings.Host host) {
    var even = HostLayout.ofThisMachine(HOST, host.nodes(), host.slots());
    var least = new MilliCpus(1_000L * host.nodes() * host.slots());
    return new HostLayout(
        HOST,
        host.nodes(),
        host.slots(),
        even.model(),
        even.cpus().compareTo(least) < 0 ? least : even.cpus(),
        even.memory());
  }

  /// Tasks are kept from the server's own files wherever there is another user to run them as.
  private static TaskUser taskUser(Settings.Host host) {
    boolean isRoot = System.getProperty("user.name").equals("root");
    return isRoot && !host.isTrusted() ? TaskUser.unprivileged() : new TaskUser.Server();
  }

  @Bean
  JobFiles jobFiles(JdbcClient jdbc) {
    return new StoredJobFiles(jdbc);
  }

  @Bean(destroyMethod = "close")
  Dispatch dispatch(ControlLoop loop, Optional<LocalExecutor> host, Launches launches) {
    var executors = new TreeMap<ClusterId, Executor>();
    host.ifPresent(executor -> executors.put(HOST, executor));
    return new Dispatch(loop, launches, executors);
  }

  @Bean
  Launches launches(JobFiles files, JobSecrets secrets, Settings settings) {
    return new Launches(files, secrets, settings.data().resolve("code"));
  }

  @Bean
  JobMeters jobMeters(MeterRegistry meters) {
    return new JobMeters(meters);
  }

  @Bean
  Bootstrap bootstrap(
      ControlLoop loop, FirstStart firstStart, Optional<LocalExecutor> host, Settings settings) {
    var layout = host.map(_ -> layout(settings.host()));
    boolean isTrusted =
        host.map(executor -> executor.capabilities().isTrusted())
            .orElse(settings.host().isTrusted());
    return new Bootstrap(loop, firstStart, layout, isTrusted);
  }

  /// The machines are told first, so that nobody hears of a start that is not under way.
  @Bean
  ApplicationRunner begin(
      ControlLoop loop, Dispatch dispatch, Bootstrap bootstrap, List<Follower> all) {
    return _ -> {
      var followers = new ArrayList<Follower>(List.of(dispatch));
      all.stream().filter(follower -> follower != dispatch).forEach(followers::add);
      loop.start(followers);
    };
  }
}
