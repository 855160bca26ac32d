package org.suanli.server.http;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.api.Jobs;
import org.suanli.core.spec.JobFile;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;
import org.suanli.server.database.SharedTrip;
import org.suanli.server.identity.Times;
import tools.jackson.databind.json.JsonMapper;

/// Reads jobs from their tables.
@Component
final class JobQueries {
  private static final int MILLI_PER_DEVICE = 1_000;

  private static final String SELECT =
      """
      SELECT j.*, coalesce(s.name, '') AS name, a.cluster, a.model, a.started_at, a.outcome, a.cause
      FROM job j
      LEFT JOIN job_spec s ON s.digest = j.digest
      LEFT JOIN attempt a ON a.job = j.id AND a.number = j.attempts
      """;

  private final JdbcClient database;
  private final Times times;
  private final JsonMapper json;
  private final SharedTrip<JobId, Optional<Jobs.Job>> byIds = new SharedTrip<>(this::find);
  private final SharedTrip<Text, Boolean> files = new SharedTrip<>(this::store);

  /// Which jobs, and in which order; null for all.
  ///
  /// @param project `organization/name`
  /// @param state any of them
  /// @param name a part of it
  /// @param label `NAME=VALUE`, all of them
  /// @param since submitted then or later
  /// @param sort by submission if left out
  record Filter(
      @Nullable String organization,
      @Nullable String project,
      @Nullable List<Jobs.State> state,
      @Nullable String member,
      @Nullable String name,
      @Nullable List<String> label,
      @Nullable Instant since,
      Jobs.@Nullable Sort sort) {}

  /// A job file as it is stored.
  private record Text(String digest, String name, String canonical) {}

  /// Where a sorted list goes on: after this instant and number.
  private record Place(long millis, long id) {}

  JobQueries(JdbcClient database, Times times, JsonMapper json) {
    this.database = database;
    this.times = times;
    this.json = json;
  }

  Optional<Jobs.Job> find(JobId id) {
    return byIds.ask(id);
  }

  private List<Optional<Jobs.Job>> find(List<JobId> ids) {
    var found = new TreeMap<String, Jobs.Job>();
    database
        .sql(SELECT + "WHERE j.id = ANY (:ids)")
        .param("ids", ids.stream().mapToLong(JobId::value).toArray())
        .query((row, _) -> job(row))
        .list()
        .forEach(job -> found.put(job.job(), job));
    return ids.stream().map(id -> Optional.ofNullable(found.get(id.toString()))).toList();
  }

  Jobs.Job require(JobId id) {
    return find(id).orElseThrow(() -> ProblemException.notFound(id.toString()));
  }

  /// Newest or latest first.
  ///
  /// @param organization of this one alone, if given
  List<Jobs.Job> list(Filter filter, @Nullable String organization, Slice slice) {
    boolean isByEnd = filter.sort() == Jobs.Sort.ENDED;
    var place = place(slice);
    var project = filter.project() == null ? null : Wire.projectId(filter.project());
    var states = filter.state() == null ? List.<Jobs.State>of() : filter.state();
    return database
        .sql(
            SELECT
                + """
                WHERE (:organization::text IS NULL OR j.organization = :organization)
                  AND (:owner::text IS NULL OR j.organization = :owner AND j.project = :project)
                  AND (:states = '' OR j.state = ANY (string_to_array(:states, ',')))
                  AND (:member::bigint IS NULL OR j.member = :member)
                  AND (:name::text IS NULL OR position(lower(:name) IN lower(s.name)) > 0)
                  AND (:labels::text IS NULL OR s.canonical::jsonb @> :labels::jsonb)
                  AND (:since::timestamptz IS NULL OR j.submitted_at >= :since)
                """
                + (isByEnd
                    ? """
                    AND j.ended_at IS NOT NULL AND (j.ended_at, j.id) < (:at, :before)
                    ORDER BY j.ended_at DESC, j.id DESC LIMIT :limit
                    """
                    : """
                    AND j.id < :before AND :at::timestamptz IS NOT NULL
                    ORDER BY j.id DESC LIMIT :limit
                    """))
        .param("organization", organization)
        .param("owner", project == null ? null : project.organization().value())
        .param("project", project == null ? null : project.name())
        .param("states", String.join(",", states.stream().map(Enum::name).toList()))
        .param("member", filter.member() == null ? null : Wire.memberId(filter.member()).value())
        .param("name", filter.name())
        .param("labels", labels(filter.label()))
        .param("since", filter.since() == null ? null : Times.of(filter.since()))
        .param("at", Times.of(Instant.ofEpochMilli(place.millis())))
        .param("before", place.id())
        .param("limit", slice.probe())
        .query((row, _) -> job(row))
        .list();
  }

  private @Nullable String labels(@Nullable List<String> labels) {
    if (labels == null || labels.isEmpty()) {
      return null;
    }
    var wanted = new TreeMap<String, String>();
    for (var label : labels) {
      int equals = label.indexOf('=');
      if (equals < 1) {
        throw ProblemException.invalid("The label (" + label + ") must be NAME=VALUE.");
      }
      wanted.put(label.substring(0, equals), label.substring(equals + 1));
    }
    return json.writeValueAsString(java.util.Map.of("labels", wanted));
  }

  private static Place place(Slice slice) {
    var text = slice.afterText();
    if (text.isEmpty()) {
      var far = Instant.parse("9999-01-01T00:00:00Z");
      return new Place(far.toEpochMilli(), Long.MAX_VALUE);
    }
    int dot = text.indexOf('.');
    try {
      return new Place(
          Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw Slice.wrongCursor();
    }
  }

  static String key(Jobs.Job job) {
    var at = job.endedAt() == null ? job.submittedAt() : job.endedAt();
    return at.truncatedTo(ChronoUnit.MILLIS).toEpochMilli() + "." + Wire.jobId(job.job()).value();
  }

  private static Jobs.Job job(ResultSet row) throws SQLException {
    return new Jobs.Job(
        new JobId(row.getLong("id")).toString(),
        row.getString("organization") + "/" + row.getString("project"),
        row.getString("organization"),
        new MemberId(row.getLong("member")).toString(),
        row.getString("name"),
        Jobs.State.valueOf(row.getString("state")),
        row.getString("priority_class"),
        row.getInt("priority"),
        row.getInt("tasks"),
        Math.ceilDiv(row.getLong("milli_accelerators"), MILLI_PER_DEVICE),
        row.getLong("milli_accelerators"),
        row.getString("digest"),
        row.getInt("attempts"),
        Times.required(row, "submitted_at"),
        Times.optional(row, "promised_at").orElse(null),
        Times.optional(row, "started_at").orElse(null),
        Times.optional(row, "ended_at").orElse(null),
        row.getString("cluster"),
        row.getString("model"),
        row.getString("outcome"),
        row.getString("cause"));
  }

  List<String> dependencies(JobId id) {
    return database
        .sql("SELECT unnest(dependencies) AS dependency FROM job WHERE id = :id")
        .param("id", id.value())
        .query((row, _) -> new JobId(row.getLong("dependency")).toString())
        .list();
  }

  /// What happened to a job, oldest first.
  List<Jobs.TimelineEvent> timeline(JobId id, Slice slice) {
    return database
        .sql(
            """
            SELECT * FROM job_event WHERE job = :job AND seq > :after ORDER BY seq LIMIT :limit
            """)
        .param("job", id.value())
        .param("after", slice.after(0))
        .param("limit", slice.probe())
        .query(
            (row, _) ->
                new Jobs.TimelineEvent(
                    row.getLong("seq"),
                    Times.required(row, "at"),
                    row.getString("kind"),
                    row.getString("detail")))
        .list();
  }

  /// The canonical job file.
  String file(String digest) {
    return database
        .sql("SELECT canonical FROM job_spec WHERE digest = :digest")
        .param("digest", digest)
        .query(String.class)
        .optional()
        .orElseThrow(() -> ProblemException.notFound("job file (" + digest + ")"));
  }

  /// Stores a job file under its digest; a second time changes nothing.
  ///
  /// @return the digest
  String store(JobFile file) {
    var text = new Text(file.digest(), file.name(), file.toCanonicalJson());
    files.ask(text);
    return text.digest();
  }

  /// In the order of the digests, so that two servers do not wait for each other in a circle.
  private List<Boolean> store(List<Text> submitted) {
    var distinct = new TreeMap<String, Text>();
    submitted.forEach(file -> distinct.put(file.digest(), file));
    var rows = distinct.values();
    database
        .sql(
            """
            INSERT INTO job_spec (digest, name, canonical, kept_at)
            SELECT digest, name, canonical, :now
            FROM unnest(:digests, :names, :canonicals) AS file (digest, name, canonical)
            ON CONFLICT (digest) DO NOTHING
            """)
        .param("now", times.now())
        .param("digests", rows.stream().map(Text::digest).toArray(String[]::new))
        .param("names", rows.stream().map(Text::name).toArray(String[]::new))
        .param("canonicals", rows.stream().map(Text::canonical).toArray(String[]::new))
        .update();
    return Collections.nCopies(submitted.size(), true);
  }

  /// The attempt that a number names, or the last one.
  Optional<AttemptId> attempt(JobId id, @Nullable Integer number) {
    return database
        .sql(
            """
            SELECT number FROM attempt WHERE job = :job
              AND (:number::int IS NULL OR number = :number) ORDER BY number DESC LIMIT 1
            """)
        .param("job", id.value())
        .param("number", number)
        .query(Integer.class)
        .optional()
        .map(found -> new AttemptId(id, found));
  }
}
