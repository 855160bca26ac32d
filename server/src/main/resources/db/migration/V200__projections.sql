-- What queries read. Written in the journal's transaction from its events alone, so that all of it
-- can be rebuilt from the journal and compared. The one exception is job_spec, which is stored
-- under its own digest before a job is submitted.

CREATE TABLE job_spec (
  digest char(64) PRIMARY KEY,
  name text NOT NULL,
  canonical text NOT NULL,
  kept_at timestamptz NOT NULL
);

CREATE TABLE membership (
  member bigint PRIMARY KEY,
  role text NOT NULL,
  organization text
);
CREATE INDEX membership_by_organization ON membership (organization, member);

CREATE TABLE programme (
  programme text PRIMARY KEY,
  seq bigint NOT NULL,
  opened_at timestamptz NOT NULL
);

-- An empty project stands for the whole organization; a null bound for no bound.
CREATE TABLE quota (
  organization text NOT NULL,
  project text NOT NULL,
  guaranteed_milli bigint NOT NULL,
  concurrent_milli bigint,
  PRIMARY KEY (organization, project)
);

-- parent, project: null if there is none. models: empty for PFLOPS-hours.
CREATE TABLE allocation (
  id bigint PRIMARY KEY,
  seq bigint NOT NULL,
  organization text NOT NULL,
  project text,
  programme text NOT NULL,
  parent bigint,
  unit text NOT NULL,
  granted bigint NOT NULL,
  models text[] NOT NULL,
  usable_from timestamptz NOT NULL,
  usable_until timestamptz NOT NULL,
  granted_at timestamptz NOT NULL,
  closed_at timestamptz
);
CREATE INDEX allocation_by_organization ON allocation (organization, id);

CREATE TABLE rating (
  model text NOT NULL,
  version int NOT NULL,
  seq bigint NOT NULL,
  published_at timestamptz NOT NULL,
  "precision" text NOT NULL,
  megaflops bigint NOT NULL,
  source text NOT NULL,
  PRIMARY KEY (model, version)
);

CREATE TABLE price (
  version int PRIMARY KEY,
  seq bigint NOT NULL,
  published_at timestamptz NOT NULL,
  milli_fen bigint NOT NULL
);

CREATE TABLE job (
  id bigint PRIMARY KEY,
  organization text NOT NULL,
  project text NOT NULL,
  member bigint NOT NULL,
  state text NOT NULL,
  priority_class text NOT NULL,
  priority int NOT NULL,
  tasks int NOT NULL,
  milli_accelerators bigint NOT NULL,
  roles text[] NOT NULL,
  dependencies bigint[] NOT NULL,
  digest char(64) NOT NULL,
  attempts int NOT NULL,
  submitted_at timestamptz NOT NULL,
  promised_at timestamptz,
  not_before timestamptz,
  ended_at timestamptz
);
CREATE INDEX job_by_organization ON job (organization, id);
CREATE INDEX job_by_project ON job (organization, project, id);
CREATE INDEX job_by_end ON job (ended_at, id);
CREATE INDEX job_by_state ON job (state, id);

CREATE TABLE attempt (
  job bigint NOT NULL,
  number int NOT NULL,
  state text NOT NULL,
  cluster text NOT NULL,
  model text NOT NULL,
  milli_accelerators bigint NOT NULL,
  placed_at timestamptz NOT NULL,
  started_at timestamptz,
  checkpoint_at timestamptz,
  kill_at timestamptz,
  ended_at timestamptz,
  outcome text,
  cause text,
  PRIMARY KEY (job, number)
);

-- devices: a bit set. exit_code and lost: how it ended; both null while it runs.
CREATE TABLE task (
  job bigint NOT NULL,
  attempt int NOT NULL,
  task int NOT NULL,
  role int NOT NULL,
  cluster text NOT NULL,
  node text NOT NULL,
  devices bigint NOT NULL,
  ended_at timestamptz,
  exit_code int,
  lost text,
  PRIMARY KEY (job, attempt, task)
);

-- job, attempt: null for grants and expiry. metered_*: null if nothing was metered.
CREATE TABLE ledger_entry (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  organization text NOT NULL,
  project text,
  member bigint,
  allocation bigint NOT NULL,
  kind text NOT NULL,
  unit text NOT NULL,
  amount bigint NOT NULL,
  job bigint,
  attempt int,
  metered_model text,
  metered_milli bigint,
  metered_from timestamptz,
  metered_until timestamptz,
  rating_version int NOT NULL
);
CREATE INDEX ledger_entry_by_organization ON ledger_entry (organization, seq);
CREATE INDEX ledger_entry_by_time ON ledger_entry (organization, at);
CREATE INDEX ledger_entry_by_job ON ledger_entry (job, attempt) WHERE job IS NOT NULL;
CREATE INDEX ledger_entry_by_allocation ON ledger_entry (allocation, seq);

CREATE TABLE job_event (
  seq bigint PRIMARY KEY,
  job bigint NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  detail text NOT NULL
);
CREATE INDEX job_event_by_job ON job_event (job, seq);

CREATE TABLE node_event (
  seq bigint PRIMARY KEY,
  cluster text NOT NULL,
  node text NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  detail text NOT NULL
);
CREATE INDEX node_event_by_node ON node_event (cluster, node, seq);
