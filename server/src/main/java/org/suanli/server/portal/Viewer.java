package org.suanli.server.portal;

import java.util.Optional;
import org.suanli.core.allocation.Role;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.OrganizationId;

/// Who looks at a page.
///
/// @param name as it is shown
/// @param scope the organization whose things alone may be seen; empty for the whole centre
record Viewer(MemberId member, String name, Role role, Optional<OrganizationId> scope) {

  /// For the page's head.
  public String organization() {
    return scope.map(OrganizationId::toString).orElse("");
  }

  boolean isOperator() {
    return role == Role.OPERATOR;
  }

  boolean maySee(String organization) {
    return scope.isEmpty() || scope.get().toString().equals(organization);
  }

  /// Whether jobs of the organization may be submitted and cancelled.
  boolean mayChange(String organization) {
    return switch (role) {
      case OPERATOR -> true;
      case ADMIN, MEMBER -> maySee(organization);
      case AUDITOR -> false;
    };
  }
}
