package org.suanli.server.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;
import org.suanli.server.identity.Principal;

/// Keeps callers who are in an organization to it.
final class Scoping {
  private Scoping() {}

  /// Which organization a list is about.
  ///
  /// @param asked by the caller; null for all that may be seen
  /// @return empty for every organization
  /// @throws ProblemException NOT_FOUND if another one is asked for
  static Optional<OrganizationId> organization(Principal caller, @Nullable String asked) {
    if (asked == null) {
      return caller.organization();
    }
    return Optional.of(require(caller, Wire.parse(() -> new OrganizationId(asked))));
  }

  /// The organization, if the caller may see it.
  static OrganizationId require(Principal caller, OrganizationId organization) {
    if (!caller.sees(organization)) {
      throw ProblemException.notFound("organization (" + organization + ")");
    }
    return organization;
  }

  /// A project as a caller writes it: with its organization, or a name within one's own.
  static ProjectId project(Principal caller, String text) {
    var own = caller.organization();
    if (text.indexOf('/') < 0 && own.isPresent()) {
      return Wire.parse(() -> new ProjectId(own.get(), text));
    }
    var project = Wire.projectId(text);
    if (!caller.sees(project.organization())) {
      throw ProblemException.notFound("project (" + project + ")");
    }
    return project;
  }
}
