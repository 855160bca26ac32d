package org.suanli.server.http;

import static org.suanli.core.allocation.Role.ADMIN;
import static org.suanli.core.allocation.Role.AUDITOR;
import static org.suanli.core.allocation.Role.MEMBER;
import static org.suanli.core.allocation.Role.OPERATOR;
import static org.suanli.server.identity.Principal.Scope.ALL;
import static org.suanli.server.identity.Principal.Scope.JOBS;
import static org.suanli.server.identity.Principal.Scope.READ;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.suanli.api.Paths;
import org.suanli.core.allocation.Role;
import org.suanli.server.identity.Principal.Scope;

/// Who may do what: one row for every endpoint. What has no row is refused.
///
/// A row says which roles may call it, which scope a token needs, and whose object the path names.
/// Of an object of another organization, a caller who is in one learns nothing: it is not found.
/// Lists show a caller who is in an organization only what is that organization's. What a body
/// names is checked by its resource.
public final class Access {
  private static final Set<Role> EVERYONE = roles(OPERATOR, AUDITOR, ADMIN, MEMBER);
  private static final Set<Role> USERS = roles(OPERATOR, ADMIN, MEMBER);
  private static final Set<Role> ADMINS = roles(OPERATOR, ADMIN);
  private static final Set<Role> READERS = roles(OPERATOR, AUDITOR, ADMIN);
  private static final Set<Role> CENTRE = roles(OPERATOR, AUDITOR);
  private static final Set<Role> OPERATORS = roles(OPERATOR);
  private static final Set<Role> NOBODY = Collections.emptySet();

  /// What the path names, and so whose it is.
  public enum Subject {
    /// Nothing that belongs to anyone, or a list.
    NONE,
    ORGANIZATION,
    JOB,
    ALLOCATION,
    MEMBER,
    TOKEN
  }

  /// One endpoint.
  ///
  /// @param roles who may call it; empty if it needs nobody signed in
  /// @param scope what a token must be for
  public record Row(String method, String path, Set<Role> roles, Scope scope, Subject subject) {
    public boolean isPublic() {
      return roles.isEmpty();
    }

    String key() {
      return method + " " + path;
    }
  }

  private static final List<Row> ROWS =
      List.of(
          row("GET", Paths.HEALTH, NOBODY, READ),
          row("GET", Paths.LIVENESS, NOBODY, READ),
          row("GET", Paths.METRICS, CENTRE, READ),
          row("GET", Paths.OPENAPI, NOBODY, READ),
          row("POST", Paths.SESSION, NOBODY, READ),
          row("GET", Paths.SESSION, EVERYONE, READ),
          row("DELETE", Paths.SESSION, EVERYONE, READ),
          row("PUT", Paths.SESSION_PASSWORD, EVERYONE, ALL),
          row("GET", Paths.TOKENS, EVERYONE, READ),
          row("POST", Paths.TOKENS, EVERYONE, ALL),
          row("DELETE", Paths.TOKEN, EVERYONE, ALL, Subject.TOKEN),
          row("GET", Paths.ORGANIZATIONS, EVERYONE, READ),
          row("GET", Paths.ORGANIZATION, EVERYONE, READ, Subject.ORGANIZATION),
          row("PUT", Paths.ORGANIZATION, OPERATORS, ALL, Subject.ORGANIZATION),
          row("PUT", Paths.ORGANIZATION_QUOTA, OPERATORS, ALL, Subject.ORGANIZATION),
          row("GET", Paths.PROJECTS, EVERYONE, READ, Subject.ORGANIZATION),
          row("POST", Paths.PROJECTS, ADMINS, ALL, Subject.ORGANIZATION),
          row("GET", Paths.PROJECT, EVERYONE, READ, Subject.ORGANIZATION),
          row("DELETE", Paths.PROJECT, ADMINS, ALL, Subject.ORGANIZATION),
          row("PUT", Paths.PROJECT_QUOTA, ADMINS, ALL, Subject.ORGANIZATION),
          row("GET", Paths.SECRETS, EVERYONE, READ, Subject.ORGANIZATION),
          row("PUT", Paths.SECRET, ADMINS, ALL, Subject.ORGANIZATION),
          row("DELETE", Paths.SECRET, ADMINS, ALL, Subject.ORGANIZATION),
          row("GET", Paths.STATEMENT, READERS, READ, Subject.ORGANIZATION),
          row("GET", Paths.MEMBERS, READERS, READ),
          row("POST", Paths.MEMBERS, ADMINS, ALL),
          row("GET", Paths.MEMBER, READERS, READ, Subject.MEMBER),
          row("PATCH", Paths.MEMBER, ADMINS, ALL, Subject.MEMBER),
          row("DELETE", Paths.MEMBER, ADMINS, ALL, Subject.MEMBER),
          row("POST", Paths.MEMBER_INVITATION, ADMINS, ALL, Subject.MEMBER),
          row("GET", Paths.PROGRAMMES, EVERYONE, READ),
          row("PUT", Paths.PROGRAMME, OPERATORS, ALL),
          row("GET", Paths.ALLOCATIONS, EVERYONE, READ),
          row("POST", Paths.ALLOCATIONS, ADMINS, ALL),
          row("GET", Paths.ALLOCATION, EVERYONE, READ, Subject.ALLOCATION),
          row("POST", Paths.ALLOCATION_CLOSE, ADMINS, ALL, Subject.ALLOCATION),
          row("GET", Paths.POLICIES, EVERYONE, READ),
          row("POST", Paths.POLICIES, OPERATORS, ALL),
          row("GET", Paths.POLICY_IN_FORCE, EVERYONE, READ),
          row("GET", Paths.PRICES, EVERYONE, READ),
          row("POST", Paths.PRICES, OPERATORS, ALL),
          row("GET", Paths.RATINGS, EVERYONE, READ),
          row("POST", Paths.RATINGS, OPERATORS, ALL),
          row("GET", Paths.MODELS, EVERYONE, READ),
          row("GET", Paths.CAPACITY, EVERYONE, READ),
          row("GET", Paths.CLUSTERS, EVERYONE, READ),
          row("GET", Paths.CLUSTER, EVERYONE, READ),
          row("PUT", Paths.CLUSTER, OPERATORS, ALL),
          row("DELETE", Paths.CLUSTER, OPERATORS, ALL),
          row("GET", Paths.NODES, EVERYONE, READ),
          row("GET", Paths.NODE, EVERYONE, READ),
          row("PUT", Paths.NODE, OPERATORS, ALL),
          row("DELETE", Paths.NODE, OPERATORS, ALL),
          row("PUT", Paths.NODE_STATE, OPERATORS, ALL),
          row("GET", Paths.NODE_EVENTS, CENTRE, READ),
          row("POST", Paths.NODE_FAULTS, OPERATORS, ALL),
          row("GET", Paths.MAINTENANCES, EVERYONE, READ),
          row("POST", Paths.MAINTENANCES, OPERATORS, ALL),
          row("DELETE", Paths.MAINTENANCE, OPERATORS, ALL),
          row("GET", Paths.JOBS, EVERYONE, READ),
          row("POST", Paths.JOBS, USERS, JOBS),
          row("GET", Paths.JOB, EVERYONE, READ, Subject.JOB),
          row("GET", Paths.JOB_FILE, EVERYONE, READ, Subject.JOB),
          row("GET", Paths.JOB_ATTEMPTS, EVERYONE, READ, Subject.JOB),
          row("GET", Paths.JOB_TIMELINE, EVERYONE, READ, Subject.JOB),
          row("GET", Paths.JOB_EXPLANATION, EVERYONE, READ, Subject.JOB),
          row("POST", Paths.JOB_CANCEL, USERS, JOBS, Subject.JOB),
          row("POST", Paths.JOB_RETRY, USERS, JOBS, Subject.JOB),
          row("GET", Paths.JOB_LOGS, EVERYONE, READ, Subject.JOB),
          row("GET", Paths.JOB_LOGS_STREAM, EVERYONE, READ, Subject.JOB),
          row("GET", Paths.JOB_OUTPUTS, EVERYONE, READ, Subject.JOB),
          row("GET", Paths.JOB_OUTPUT, EVERYONE, READ, Subject.JOB),
          row("GET", Paths.CODE, USERS, JOBS),
          row("PUT", Paths.CODE, USERS, JOBS),
          row("GET", Paths.USAGE, EVERYONE, READ),
          row("GET", Paths.LEDGER, READERS, READ),
          row("GET", Paths.AUDIT, CENTRE, READ),
          row("GET", Paths.AUDIT_VERIFICATION, CENTRE, READ),
          row("GET", Paths.EVENTS, EVERYONE, READ));

  private static final TreeMap<String, Row> BY_KEY = new TreeMap<>();

  static {
    ROWS.forEach(row -> BY_KEY.put(row.key(), row));
  }

  private Access() {}

  private static Set<Role> roles(Role first, Role... rest) {
    return Collections.unmodifiableSet(EnumSet.of(first, rest));
  }

  private static Row row(String method, String path, Set<Role> roles, Scope scope) {
    return row(method, path, roles, scope, Subject.NONE);
  }

  // One row of a table: a record of its own would say the same five things once more.
  private static Row row(
      String method, String path, Set<Role> roles, Scope scope, Subject subject) {
    return new Row(method, path, roles, scope, subject);
  }

  /// All rows, in the order of the interface.
  public static List<Row> rows() {
    return ROWS;
  }

  /// @param method HEAD is GET
  public static Optional<Row> find(String method, String path) {
    return Optional.ofNullable(BY_KEY.get((method.equals("HEAD") ? "GET" : method) + " " + path));
  }
}
