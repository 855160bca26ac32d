-- The key that seals what the database keeps encrypted. fingerprint: a digest of a fixed text under
-- that key, which tells nothing of it.
CREATE TABLE secret_key (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32)
);
