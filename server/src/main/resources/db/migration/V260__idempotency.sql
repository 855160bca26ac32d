-- What a request with a key did. epoch: of the term in which it was claimed last; no other term
-- decides its command. Null for those of an older program, of which nobody knows what they did.
-- first_seq, last_seq: the rows that its command brought, written in the journal's transaction;
-- null if it brought none, or not yet.
ALTER TABLE idempotency ADD COLUMN epoch bigint,
  ADD COLUMN first_seq bigint,
  ADD COLUMN last_seq bigint,
  ADD CHECK ((first_seq IS NULL) = (last_seq IS NULL) AND first_seq <= last_seq);
