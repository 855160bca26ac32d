-- Rows of the journal that lie in a file: from first_seq to last_seq, whose hash is last_hash. What
-- is named here may be deleted from the journal, and nothing else.
CREATE TABLE archive (
  first_seq bigint PRIMARY KEY CHECK (first_seq >= 1),
  last_seq bigint NOT NULL UNIQUE CHECK (last_seq >= first_seq),
  last_hash bytea NOT NULL CHECK (octet_length(last_hash) = 32),
  file text NOT NULL,
  archived_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TRIGGER archive_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON archive
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_unarchived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM gone WHERE NOT EXISTS (
      SELECT FROM archive WHERE gone.seq BETWEEN first_seq AND last_seq)) THEN
    RAISE EXCEPTION 'The table % only grows: % of rows without an archive is refused.',
      TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END
$$;

DROP TRIGGER journal_only_grows ON journal;

CREATE TRIGGER journal_only_grows BEFORE UPDATE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER journal_keeps_rows AFTER DELETE ON journal
  REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_unarchived();
