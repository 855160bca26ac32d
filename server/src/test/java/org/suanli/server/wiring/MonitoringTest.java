package org.suanli.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.suanli.api.Paths;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.database.Postgres;
import org.suanli.server.http.Access;
import org.suanli.server.wiring.StartedServer.Caller;

@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FreshDatabase.class)
class MonitoringTest {
  /// What Prometheus asks of names, and what each of ours must end in.
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private static final List<String> ROWS = Access.rows().stream().map(Access.Row::path).toList();

  private final StartedServer centre;

  MonitoringTest(Postgres postgres, @TempDir Path folder) throws Exception {
    centre = StartedServer.start(folder, postgres.create("monitoring"));
  }

  @BeforeAll
  void aRunningJobAndTwoThatWait() throws Exception {
    centre.organization("ocean");
    var sleep = "nodes: %d\naccelerators: host-cpu:1\ntime_limit: 1h\ncommand: sleep 600\n";
    var running = centre.submit("ocean/main", sleep.formatted(1));
    StartedServer.await("it runs", () -> centre.stateOf(running).equals("RUNNING"));
    centre.submit("ocean/main", sleep.formatted(2));
    centre.submit("ocean/main", sleep.formatted(2) + "priority_class: spot\n");
  }

  @AfterAll
  void close() {
    centre.close();
  }

  private List<String> page() throws Exception {
    return centre.get(Paths.METRICS).lines().toList();
  }

  @Test
  void showsTheStateOfTheCentre() throws Exception {
    var page = page();
    assertThat(page)
        .contains(
            "suanli_jobs{application=\"suanli\",priority_class=\"standard\",state=\"running\"} 1.0",
            "suanli_jobs{application=\"suanli\",priority_class=\"standard\",state=\"waiting\"} 1.0",
            "suanli_jobs{application=\"suanli\",priority_class=\"spot\",state=\"waiting\"} 1.0",
            "suanli_jobs{application=\"suanli\",priority_class=\"guaranteed\",state=\"running\"}"
                + " 0.0",
            "suanli_accelerators{application=\"suanli\",model=\"host-cpu\",status=\"allocated\"}"
                + " 1.0",
            "suanli_accelerators{application=\"suanli\",model=\"host-cpu\",status=\"idle\"} 1.0",
            "suanli_nodes{application=\"suanli\",state=\"ready\"} 2.0",
            "suanli_leading{application=\"suanli\"} 1.0",
            "suanli_leadership_epoch{application=\"suanli\"} 1.0",
            "suanli_jobs_submitted_total{application=\"suanli\"} 3.0");
    assertThat(page).anyMatch(line -> line.startsWith("suanli_job_wait_seconds_count{"));
    assertThat(page).anyMatch(line -> line.startsWith("suanli_journal_append_seconds_count{"));
    assertThat(page).anyMatch(line -> line.startsWith("suanli_disk_usable_bytes{"));
    assertThat(page).anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"));
    assertThat(page)
        .anyMatch(
            line ->
                line.startsWith("http_server_requests_seconds_count{")
                    && line.contains("uri=\"/api/v1/jobs\""));
    long head = centre.ask("GET", Paths.AUDIT_VERIFICATION, "").at("/lastSequence").asLong();
    assertThat(value(page(), "suanli_journal_head")).isGreaterThanOrEqualTo(head);
  }

  private static double value(List<String> page, String name) {
    var line = page.stream().filter(row -> row.startsWith(name + "{")).findFirst().orElseThrow();
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void anOfflineNodesAcceleratorsAreOffline() throws Exception {
    var node = centre.ask("GET", Paths.NODES + "?limit=10", "").at("/items");
    String idle = "";
    for (var one : node) {
      if (one.at("/allocated").asInt() == 0) {
        idle = one.at("/node").asString();
      }
    }
    assertThat(idle).isNotEmpty();
    var path = Paths.of(Paths.NODE_STATE, "host", idle);
    centre.ask("PUT", path, "{\"state\":\"CORDONED\",\"reason\":\"a look\"}");
    assertThat(page())
        .contains(
            "suanli_accelerators{application=\"suanli\",model=\"host-cpu\",status=\"idle\"} 0.0",
            "suanli_accelerators{application=\"suanli\",model=\"host-cpu\",status=\"offline\"} 1.0",
            "suanli_nodes{application=\"suanli\",state=\"cordoned\"} 1.0");
    centre.ask("PUT", path, "{\"state\":\"READY\"}");
  }

  @Test
  void everyNameOfOursIsDescribedAndNoneOfThemNamesATenant() throws Exception {
    var described = java.nio.file.Files.readString(Path.of("../docs/operating/monitoring.md"));
    var undescribed = new ArrayList<String>();
    for (var line : page()) {
      if (line.startsWith("# TYPE suanli_")) {
        var name = line.split(" ", -1)[2];
        assertThat(name).matches(NAME);
        if (!described.contains("`" + name.replaceFirst("_max$", "") + "`")) {
          undescribed.add(name);
        }
      }
      assertThat(line).doesNotContain("ocean");
    }
    assertThat(undescribed).isEmpty();
  }

  @Test
  void onlyTheCentresOwnPeopleMayReadIt() throws Exception {
    assertThat(centre.send(Caller.NOBODY, "GET", Paths.METRICS, "").statusCode()).isEqualTo(401);
    var admin = centre.member("ocean", "ADMIN");
    assertThat(centre.send(admin, "GET", Paths.METRICS, "").statusCode()).isEqualTo(403);
    var reader = centre.ask("POST", Paths.TOKENS, "{\"name\":\"scraper\",\"scopes\":[\"READ\"]}");
    var token = new Caller(reader.at("/secret").asString());
    var answer = centre.send(token, "GET", Paths.METRICS, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(centre.send(token, "POST", Paths.TOKENS, "{\"name\":\"x\"}").statusCode())
        .isEqualTo(403);
  }

  @Test
  void healthSaysWhatItFollowsFrom() throws Exception {
    var ready = centre.send(Caller.NOBODY, "GET", Paths.HEALTH, "");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).contains("\"engine\"", "\"database\"", "\"UP\"");
    assertThat(centre.send(Caller.NOBODY, "GET", Paths.LIVENESS, "").statusCode()).isEqualTo(200);
  }

  @Test
  void nothingIsServedBesideTheTableAndThePortal() throws Exception {
    for (var path : List.of("/actuator", "/actuator/prometheus", "/actuator/health", "/error")) {
      var answer = centre.send(new Caller(centre.operator), "GET", path, "");
      assertThat(answer.statusCode()).as(path).isGreaterThanOrEqualTo(400);
    }
    var beside = new ArrayList<String>();
    var mappings =
        Objects.requireNonNull(centre.server.part(DispatcherServlet.class).getHandlerMappings());
    for (var mapping : mappings) {
      if (mapping instanceof RequestMappingInfoHandlerMapping offered) {
        offered
            .getHandlerMethods()
            .forEach(
                (info, method) -> {
                  var place = method.getBeanType().getPackageName();
                  boolean isKnown =
                      place.equals("org.suanli.server.portal")
                          || info.getPatternValues().contains("/error")
                          || ROWS.containsAll(info.getPatternValues());
                  if (!isKnown) {
                    beside.add(info.toString());
                  }
                });
      }
    }
    assertThat(beside).isEmpty();
  }
}
