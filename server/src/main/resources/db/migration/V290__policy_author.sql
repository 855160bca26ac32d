-- Who set a policy; 0 for the platform.
ALTER TABLE policy ADD COLUMN author bigint NOT NULL DEFAULT 0;
UPDATE policy SET author = journal.member FROM journal WHERE journal.seq = policy.seq;
ALTER TABLE policy ALTER COLUMN author DROP DEFAULT;
