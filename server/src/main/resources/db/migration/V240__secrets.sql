-- Secrets of projects. value: encrypted by the centre's key, for this project and name alone.
-- Nothing of this is in the journal.
CREATE TABLE project_secret (
  organization text NOT NULL,
  project text NOT NULL,
  name text NOT NULL,
  value bytea NOT NULL,
  changed_by bigint NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (organization, project, name)
);
