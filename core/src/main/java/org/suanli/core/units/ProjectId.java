package org.suanli.core.units;

import java.util.Comparator;

/// A project of an organization: the unit that jobs are submitted to.
///
/// @param organization its owner
/// @param name a slug, unique within the organization
public record ProjectId(OrganizationId organization, String name) implements Comparable<ProjectId> {
  private static final Comparator<ProjectId> ORDER =
      Comparator.comparing(ProjectId::organization).thenComparing(ProjectId::name);

  public ProjectId {
    Slug.require("project", name);
  }

  @Override
  public int compareTo(ProjectId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return organization + "/" + name;
  }
}
