package org.suanli.server.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.suanli.api.Audit;
import org.suanli.executor.ExecutorFailure;
import org.suanli.executor.local.LocalExecutor;
import org.suanli.server.http.CodeStore;
import org.suanli.server.http.JournalCheck;
import org.suanli.server.http.MadeEvents;
import org.suanli.server.http.NodeFaults;
import org.suanli.server.http.ServletFolder;
import org.suanli.server.http.TaskFiles;
import org.suanli.server.identity.SecretBox;
import org.suanli.server.journal.Journal;
import org.suanli.server.journal.Verification;

/// What the HTTP interface is given beside engine, database and identity.
@Configuration(proxyBeanMethods = false)
class HttpParts {

  @Bean
  SecretBox secretBox(Stores stores) {
    return stores.secretBox();
  }

  @Bean
  ServletFolder servletFolder(Settings settings) {
    return new ServletFolder(settings.data().resolve("http"));
  }

  @Bean(destroyMethod = "close")
  DiskReserve diskReserve(Settings settings, MeterRegistry meters) {
    var reserve =
        new DiskReserve(
            settings.data().resolve("reserve"), settings.data().toFile()::getUsableSpace);
    return reserve.watch(meters);
  }

  @Bean
  CodeStore codeStore(Settings settings) {
    return CodeStore.open(settings.data().resolve("code"));
  }

  @Bean
  @Nullable TaskFiles taskFiles(Optional<LocalExecutor> host) {
    return host.map(HostFiles::new).orElse(null);
  }

  @Bean
  @Nullable NodeFaults nodeFaults(Optional<LocalExecutor> host) {
    return host.<NodeFaults>map(
            executor ->
                (node, fault) -> {
                  try {
                    switch (fault.kind()) {
                      case CRASH -> executor.failNode(node);
                      case HEAL -> executor.recoverNode(node);
                      case PARTITION, DEVICE -> {
                        return false;
                      }
                    }
                    return true;
                  } catch (ExecutorFailure _) {
                    // It is not one of this machine's nodes.
                    return false;
                  }
                })
        .orElse(null);
  }

  @Bean
  MadeEvents madeEvents(Journal journal) {
    return (first, last) ->
        journal.stream(
            first, rows -> rows.limit(last - first + 1).map(row -> row.stamped().event()).toList());
  }

  @Bean
  JournalCheck journalCheck(Journal journal) {
    return () ->
        switch (journal.verify(List.of())) {
          case Verification.Sound(var head) ->
              new Audit.Verification(1, head.seq(), true, null, head.hash());
          case Verification.Broken(long seq, _, var last) ->
              new Audit.Verification(1, last.seq(), false, seq, last.hash());
        };
  }
}
