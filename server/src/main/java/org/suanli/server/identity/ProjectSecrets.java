package org.suanli.server.identity;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.spec.Run;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;
import org.suanli.server.loop.JobSecrets;

/// Secrets of projects by name: kept encrypted, told to nobody, handed to the project's tasks.
public final class ProjectSecrets implements JobSecrets {
  /// As long as any variable of a job.
  public static final int VALUE_LENGTH_MAX = 32 * 1_024;

  /// More than a job can name.
  private static final int PER_PROJECT_MAX = 200;

  private final JdbcClient database;
  private final Times times;
  private final SecretBox box;

  /// A secret without its value.
  public record Entry(String name, MemberId changedBy, Instant changedAt) {}

  public ProjectSecrets(JdbcClient database, Times times, SecretBox box) {
    this.database = database;
    this.times = times;
    this.box = box;
  }

  /// Sets a secret, or replaces it.
  ///
  /// @param name that a variable can have
  /// @param value 1 to 32,768 characters
  /// @throws IllegalArgumentException if one of them is wrong, or the project has too many
  public void set(ProjectId project, String name, String value, MemberId by) {
    check(project, name, value);
    database
        .sql(
            """
            INSERT INTO project_secret (organization, project, name, value, changed_by, changed_at)
            VALUES (:organization, :project, :name, :value, :by, :now)
            ON CONFLICT (organization, project, name) DO UPDATE
            SET value = excluded.value, changed_by = excluded.changed_by,
              changed_at = excluded.changed_at
            """)
        .param("organization", project.organization().value())
        .param("project", project.name())
        .param("name", name)
        .param("value", box.seal(value.getBytes(StandardCharsets.UTF_8), context(project, name)))
        .param("by", by.value())
        .param("now", times.now())
        .update();
  }

  private void check(ProjectId project, String name, String value) {
    if (!Run.Environment.isName(name) || Run.Environment.isReserved(name)) {
      throw new IllegalArgumentException(
          "The name of a secret must be letters, digits and '_', must not start with a digit, and"
              + " must not be one that the platform sets.");
    }
    if (value.isEmpty() || value.length() > VALUE_LENGTH_MAX || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "The value (%d characters) of a secret must be 1 to %d characters without NUL."
              .formatted(value.length(), VALUE_LENGTH_MAX));
    }
    var others = list(project, "", PER_PROJECT_MAX);
    if (others.size() == PER_PROJECT_MAX
        && others.stream().noneMatch(other -> other.name().equals(name))) {
      throw new IllegalArgumentException(
          "The secrets of a project must not exceed " + PER_PROJECT_MAX + ".");
    }
  }

  /// @param after the name before the first
  public List<Entry> list(ProjectId project, String after, int limit) {
    return database
        .sql(
            """
            SELECT name, changed_by, changed_at FROM project_secret
            WHERE organization = :organization AND project = :project AND name > :after COLLATE "C"
            ORDER BY name COLLATE "C" LIMIT :limit
            """)
        .param("organization", project.organization().value())
        .param("project", project.name())
        .param("after", after)
        .param("limit", limit)
        .query(
            (row, _) ->
                new Entry(
                    row.getString("name"),
                    new MemberId(row.getLong("changed_by")),
                    Times.required(row, "changed_at")))
        .list();
  }

  /// Those of the names that the project has no secret of.
  public List<String> missing(ProjectId project, List<String> names) {
    var known = list(project, "", PER_PROJECT_MAX).stream().map(Entry::name).toList();
    return names.stream().filter(name -> !known.contains(name)).toList();
  }

  /// @throws IllegalStateException if one was made with another key
  @Override
  public SortedMap<String, String> read(ProjectId project, List<String> names) {
    var values = new TreeMap<String, String>();
    for (var name : names) {
      database
          .sql(
              """
              SELECT value FROM project_secret
              WHERE organization = :organization AND project = :project AND name = :name
              """)
          .param("organization", project.organization().value())
          .param("project", project.name())
          .param("name", name)
          .query(byte[].class)
          .optional()
          .map(value -> box.unseal(value, context(project, name)))
          .ifPresent(bytes -> values.put(name, new String(bytes, StandardCharsets.UTF_8)));
    }
    return values;
  }

  /// @return whether it was there
  public boolean remove(ProjectId project, String name) {
    return database
            .sql(
                """
                DELETE FROM project_secret
                WHERE organization = :organization AND project = :project AND name = :name
                """)
            .param("organization", project.organization().value())
            .param("project", project.name())
            .param("name", name)
            .update()
        > 0;
  }

  /// Of a project that was removed, or that is new: an earlier one of its name leaves it nothing.
  public void removeAll(ProjectId project) {
    database
        .sql("DELETE FROM project_secret WHERE organization = :organization AND project = :project")
        .param("organization", project.organization().value())
        .param("project", project.name())
        .update();
  }

  /// Whether the box opens what is kept, as far as any one of the secrets tells; so if there is
  /// none.
  static boolean canBeOpened(JdbcClient database, SecretBox box) {
    return database
        .sql("SELECT organization, project, name, value FROM project_secret LIMIT 1")
        .query(
            (row, _) -> {
              var organization = new OrganizationId(row.getString("organization"));
              var project = new ProjectId(organization, row.getString("project"));
              return box.opens(row.getBytes("value"), context(project, row.getString("name")));
            })
        .optional()
        .orElse(true);
  }

  private static byte[] context(ProjectId project, String name) {
    return ("secret " + project + " " + name).getBytes(StandardCharsets.UTF_8);
  }
}
