package org.suanli.core.allocation;

import java.util.Optional;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;

/// What an owner may use, in a window. Children may be promised more than their parent has left;
/// their use counts against every ancestor.
///
/// @param id the allocation
/// @param owner who may use it
/// @param programme the programme that granted it
/// @param parent the allocation that it is carved from, counted in the same unit
/// @param grant how much of what
/// @param window when it may be used
public record Allocation(
    AllocationId id,
    Owner owner,
    ProgrammeId programme,
    Optional<AllocationId> parent,
    Grant grant,
    Window window) {

  /// Who may use an allocation, or is held to a quota.
  public sealed interface Owner {
    OrganizationId organization();

    boolean includes(ProjectId project);

    /// All projects of an organization.
    record OfOrganization(OrganizationId organization) implements Owner {
      @Override
      public boolean includes(ProjectId project) {
        return project.organization().equals(organization);
      }
    }

    /// One project.
    record OfProject(ProjectId project) implements Owner {
      @Override
      public OrganizationId organization() {
        return project.organization();
      }

      @Override
      public boolean includes(ProjectId other) {
        return project.equals(other);
      }
    }
  }
}
