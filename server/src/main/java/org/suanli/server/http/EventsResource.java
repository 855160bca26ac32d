package org.suanli.server.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Audit;
import org.suanli.api.Http;
import org.suanli.api.Paths;
import org.suanli.core.units.JobId;
import org.suanli.core.units.OrganizationId;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Times;

/// What changes, as it changes: jobs of those whom the caller may see, and nodes.
@RestController
final class EventsResource {
  private static final int BATCH = 500;
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final JdbcClient database;
  private final Feed feed;
  private final Streams streams;
  private final InstantSource clock;

  EventsResource(JdbcClient database, Feed feed, Streams streams, InstantSource clock) {
    this.database = database;
    this.feed = feed;
    this.streams = streams;
    this.clock = clock;
  }

  /// @param lastId from then on; from now on if left out
  @GetMapping(Paths.EVENTS)
  @Described(answers = @Described.Answer(body = Audit.Change.class, type = Http.EVENT_STREAM_TYPE))
  void stream(
      @RequestHeader(name = "Last-Event-ID", defaultValue = "") String lastId,
      Principal caller,
      HttpServletResponse response)
      throws IOException {
    long from = Streams.lastId(lastId, -1);
    long start = from >= 0 ? from : newest();
    streams.send(response, sink -> follow(sink, start, caller));
  }

  private void follow(Streams.Sink sink, long from, Principal caller)
      throws IOException, InterruptedException {
    long last = from;
    boolean isOpen = true;
    while (isOpen && sink.isOpen() && caller.expiresAt().isAfter(clock.instant())) {
      long seen = feed.count();
      var changes = read(last, caller);
      for (var change : changes) {
        sink.event("change", change.sequence(), change);
        last = change.sequence();
      }
      if (changes.size() < BATCH) {
        isOpen = feed.await(seen, HEARTBEAT);
        if (feed.count() == seen) {
          sink.heartbeat();
        }
      }
    }
  }

  private long newest() {
    return database
        .sql(
            """
            SELECT greatest((SELECT coalesce(max(seq), 0) FROM job_event),
              (SELECT coalesce(max(seq), 0) FROM node_event))
            """)
        .query(Long.class)
        .single();
  }

  private List<Audit.Change> read(long after, Principal caller) {
    return database
        .sql(
            """
            (SELECT e.seq, e.at, e.kind, j.organization, e.job, NULL AS node, e.detail
              FROM job_event e JOIN job j ON j.id = e.job
              WHERE e.seq > :after
                AND (:organization::text IS NULL OR j.organization = :organization)
              ORDER BY e.seq LIMIT :limit)
            UNION ALL
            (SELECT seq, at, kind, NULL, NULL, cluster || '/' || node, detail
              FROM node_event WHERE seq > :after ORDER BY seq LIMIT :limit)
            ORDER BY seq LIMIT :limit
            """)
        .param("after", after)
        .param("organization", caller.organization().map(OrganizationId::value).orElse(null))
        .param("limit", BATCH)
        .query(
            (row, _) -> {
              long job = row.getLong("job");
              return new Audit.Change(
                  row.getLong("seq"),
                  Times.required(row, "at"),
                  row.getString("kind"),
                  row.getString("organization"),
                  job == 0 ? row.getString("node") : new JobId(job).toString(),
                  row.getString("detail"));
            })
        .list();
  }
}
