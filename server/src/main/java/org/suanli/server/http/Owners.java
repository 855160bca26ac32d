package org.suanli.server.http;

import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.core.units.OrganizationId;
import org.suanli.server.identity.Principal;

/// Whose the object in a path is.
@Component
final class Owners {
  private final JdbcClient database;

  Owners(JdbcClient database) {
    this.database = database;
  }

  /// @throws ProblemException NOT_FOUND if the object is not there, or the caller may not see it
  void require(Access.Subject subject, Map<String, String> variables, Principal caller) {
    switch (subject) {
      case NONE -> {}
      case ORGANIZATION -> {
        var text = variables.getOrDefault("organization", "");
        if (!caller.organization().map(own -> own.value().equals(text)).orElse(true)) {
          throw ProblemException.notFound("organization (" + text + ")");
        }
      }
      case JOB -> {
        var text = variables.getOrDefault("job", "");
        var id = Wire.jobId(text);
        visible("SELECT organization FROM job WHERE id = :id", id.value(), caller, id.toString());
      }
      case ALLOCATION -> {
        var id = Wire.allocationId(variables.getOrDefault("allocation", ""));
        visible(
            "SELECT organization FROM allocation WHERE id = :id",
            id.value(),
            caller,
            id.toString());
      }
      case MEMBER -> {
        var id = Wire.memberId(variables.getOrDefault("member", ""));
        visible(
            "SELECT coalesce(organization, '') FROM membership WHERE member = :id",
            id.value(),
            caller,
            id.toString());
      }
      case TOKEN -> token(Wire.tokenId(variables.getOrDefault("token", "")), caller);
    }
  }

  private void visible(String sql, long id, Principal caller, String what) {
    var organization = database.sql(sql).param("id", id).query(String.class).optional();
    boolean isVisible =
        organization.isPresent()
            && caller
                .organization()
                .map(OrganizationId::value)
                .map(organization.get()::equals)
                .orElse(true);
    if (!isVisible) {
      throw ProblemException.notFound(what);
    }
  }

  /// One's own, or one of a member that one administers.
  private void token(long id, Principal caller) {
    record Holder(long member, Optional<String> organization) {}
    var holder =
        database
            .sql(
                """
                SELECT t.member, m.organization FROM token t
                LEFT JOIN membership m ON m.member = t.member WHERE t.id = :id
                """)
            .param("id", id)
            .query(
                (row, _) ->
                    new Holder(
                        row.getLong("member"), Optional.ofNullable(row.getString("organization"))))
            .optional();
    boolean isVisible =
        holder.isPresent()
            && (holder.get().member() == caller.member().value()
                || switch (caller.role()) {
                  case OPERATOR -> true;
                  case ADMIN ->
                      holder
                          .get()
                          .organization()
                          .equals(caller.organization().map(OrganizationId::value));
                  case AUDITOR, MEMBER -> false;
                });
    if (!isVisible) {
      throw ProblemException.notFound("token (" + id + ")");
    }
  }
}
