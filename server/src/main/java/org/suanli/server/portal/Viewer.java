package org.suanli.server.portal;

import java.util.Optional;
import org.suanli.core.allocation.Role;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.OrganizationId;
import org.suanli.server.http.Submissions;
import org.suanli.server.identity.Principal;

/// Who looks at a page.
///
/// @param name as it is shown
record Viewer(Principal principal, String name) {

  public MemberId member() {
    return principal.member();
  }

  public Role role() {
    return principal.role();
  }

  /// The organization whose things alone may be seen; empty for the whole centre.
  Optional<OrganizationId> scope() {
    return principal.organization();
  }

  /// For the page's head.
  public String organization() {
    return scope().map(OrganizationId::toString).orElse("");
  }

  boolean isOperator() {
    return role() == Role.OPERATOR;
  }

  boolean maySee(String organization) {
    return scope().isEmpty() || scope().get().toString().equals(organization);
  }

  /// Entries and statements are for those who answer for an organization's money.
  boolean mayReadBooks() {
    return switch (role()) {
      case OPERATOR, AUDITOR, ADMIN -> true;
      case MEMBER -> false;
    };
  }

  boolean maySubmit() {
    return Submissions.maySubmit(principal);
  }

  /// Whether the job may be cancelled and retried.
  boolean mayChange(JobRow job) {
    return Submissions.mayChange(principal, job.organization(), job.member());
  }
}
