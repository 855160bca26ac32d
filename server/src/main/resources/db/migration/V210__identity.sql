-- Who people are and how they sign in. Nothing of this is in the journal, and all of it can be
-- erased. Secrets are kept as SHA-256 of 256 random bits, passwords as Argon2id.

CREATE SEQUENCE member_number;

-- name, email: null once erased.
CREATE TABLE member_profile (
  member bigint PRIMARY KEY,
  name text,
  email text,
  is_robot boolean NOT NULL,
  created_at timestamptz NOT NULL,
  erased_at timestamptz
);
CREATE UNIQUE INDEX member_profile_by_email ON member_profile (lower(email));

CREATE TABLE credential (
  member bigint PRIMARY KEY REFERENCES member_profile ON DELETE CASCADE,
  password text NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE token (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  member bigint NOT NULL REFERENCES member_profile ON DELETE CASCADE,
  name text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  hint text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX token_by_member ON token (member, id);

CREATE TABLE invitation (
  hash bytea PRIMARY KEY,
  member bigint NOT NULL REFERENCES member_profile ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX invitation_by_member ON invitation (member);

CREATE TABLE browser_session (
  hash bytea PRIMARY KEY,
  member bigint NOT NULL REFERENCES member_profile ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX browser_session_by_member ON browser_session (member);

-- subject: SHA-256 of what was tried, so that unknown addresses leave none behind.
CREATE TABLE sign_in_failure (
  subject bytea PRIMARY KEY,
  failures int NOT NULL,
  last_at timestamptz NOT NULL
);

-- status: null while the first request is being answered. answer: encrypted, since it may hold a
-- secret that is shown once.
CREATE TABLE idempotency (
  member bigint NOT NULL,
  key text NOT NULL,
  request bytea NOT NULL,
  started_at timestamptz NOT NULL,
  status int,
  content_type text,
  answer bytea,
  PRIMARY KEY (member, key)
);
CREATE INDEX idempotency_by_start ON idempotency (started_at);
