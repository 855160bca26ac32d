-- The centre: who this database belongs to, and how often it came back from a backup.
CREATE TABLE centre (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  id uuid NOT NULL,
  incarnation uuid NOT NULL,
  restore_count integer NOT NULL DEFAULT 0 CHECK (restore_count >= 0),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

INSERT INTO centre (id, incarnation) VALUES (gen_random_uuid(), gen_random_uuid());

CREATE TABLE restoration (
  number integer PRIMARY KEY,
  restored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  taken_at timestamptz NOT NULL,
  head bigint NOT NULL,
  incarnation uuid NOT NULL UNIQUE
);

-- Who may append: every append holds this row in share mode and finds its own epoch in it. It
-- changes with the leader alone, so a renewal of the lease never waits for an append.
CREATE TABLE leadership (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch bigint NOT NULL DEFAULT 0 CHECK (epoch >= 0)
);

INSERT INTO leadership DEFAULT VALUES;

-- Until when the leader leads if it does not say more. By the database's clock.
CREATE TABLE lease (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch bigint NOT NULL DEFAULT 0,
  holder text NOT NULL DEFAULT '',
  until timestamptz NOT NULL DEFAULT '-infinity'
);

INSERT INTO lease DEFAULT VALUES;

-- What was accepted, chained: hash covers the previous row's hash and every other column.
CREATE TABLE journal (
  seq bigint PRIMARY KEY CHECK (seq >= 1),
  epoch bigint NOT NULL,
  at_millis bigint NOT NULL,
  member bigint NOT NULL,
  type text NOT NULL,
  version integer NOT NULL,
  body bytea NOT NULL,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The table % only grows: % is refused.', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER journal_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER restoration_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON restoration
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
