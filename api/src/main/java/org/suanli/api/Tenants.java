package org.suanli.api;

import java.time.Instant;
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

  /// A secret of a project; its value is shown to nobody.
  ///
  /// @param name of the variable that tasks find it in
  public record Secret(String name, String changedBy, Instant changedAt) {}

  /// @param value 1 to 32,768 characters
  public record NewSecret(String value) {
    /// Without the value, wherever it may be printed.
    @Override
    public String toString() {
      return "NewSecret";
    }
  }

  /// An organization with its projects.
  public record OrganizationDetail(Organization organization, List<Project> projects) {
    public OrganizationDetail {
      projects = List.copyOf(projects);
    }
  }
}
