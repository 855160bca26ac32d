package org.suanli.core.allocation;

/// What a member may do.
public enum Role {
  /// Runs the centre.
  OPERATOR,
  /// Reads everything, changes nothing.
  AUDITOR,
  /// Administers one organization.
  ADMIN,
  /// Submits jobs to one organization's projects.
  MEMBER;

  /// Whether the role belongs to one organization rather than to the centre.
  public boolean isOfOrganization() {
    return this == ADMIN || this == MEMBER;
  }
}
