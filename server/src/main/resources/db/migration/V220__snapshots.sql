-- The state after a row of the journal, so that a start need not read the rows before it. Follows
-- from the journal; checked against it, and made anew from it.
--
-- hash: that row's. digest: SHA-256 of the lines that the state tells; lines: the same, by gzip.
CREATE TABLE snapshot (
  seq bigint PRIMARY KEY CHECK (seq >= 1),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  format integer NOT NULL,
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  lines bytea NOT NULL,
  taken_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- What gzip made smaller is not tried again.
ALTER TABLE snapshot ALTER COLUMN lines SET STORAGE EXTERNAL;
