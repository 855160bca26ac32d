-- The scheduler's policies. Before the first, the standard one of the program holds.
CREATE TABLE policy (
  version int PRIMARY KEY,
  seq bigint NOT NULL,
  published_at timestamptz NOT NULL,
  job_order text NOT NULL,
  backfill text NOT NULL,
  half_life_millis bigint NOT NULL
);
