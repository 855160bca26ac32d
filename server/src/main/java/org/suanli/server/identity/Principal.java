package org.suanli.server.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.suanli.core.allocation.Role;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.OrganizationId;

/// Who makes a request.
///
/// @param member who
/// @param role what the member may do
/// @param organization the one that the member is in; empty for operators and auditors
/// @param scopes what the presented secret may be used for
/// @param expiresAt when the secret expires
/// @param isCookie whether a browser presented it, which other sites can make it do
public record Principal(
    MemberId member,
    Role role,
    Optional<OrganizationId> organization,
    List<Scope> scopes,
    Instant expiresAt,
    boolean isCookie) {

  /// What a token may be used for.
  public enum Scope {
    READ,
    JOBS,
    ALL
  }

  public Principal {
    scopes = List.copyOf(scopes);
  }

  /// Whether the presented secret may be used for this.
  public boolean has(Scope scope) {
    return scopes.contains(scope) || scopes.contains(Scope.ALL);
  }

  /// Whether something of this organization may be seen at all.
  public boolean sees(OrganizationId other) {
    return organization.map(other::equals).orElse(true);
  }
}
