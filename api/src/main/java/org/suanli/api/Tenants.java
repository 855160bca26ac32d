package org.suanli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Organizations, their projects and quotas.
public final class Tenants {
  private Tenants() {}

  /// @param weight its share against others; 1 to 1,000
  /// @param held accelerators that its jobs hold now, in thousandths
  public record Organization(
      String organization, int weight, Quota quota, long heldMilliAccelerators, int projects) {}

  /// @param weight 1 to 1,000
  public record OrganizationChange(int weight) {}

  /// @param project `organization/name`
  public record Project(
      String project, String organization, String name, Quota quota, long heldMilliAccelerators) {}

  public record NewProject(String name) {}

  /// Bounds on what is held at one time, in thousandths of accelerators.
  ///
  /// @param guaranteedMilliAccelerators its share, served before others borrow; zero if none
  /// @param concurrentMilliAccelerators the most it may hold at once; absent if unlimited
  public record Quota(
      long guaranteedMilliAccelerators, @Nullable Long concurrentMilliAccelerators) {}

  /// An organization with its projects.
  public record OrganizationDetail(Organization organization, List<Project> projects) {
    public OrganizationDetail {
      projects = List.copyOf(projects);
    }
  }
}
