-- share: what the task holds of each of its devices, in thousandths.
ALTER TABLE task ADD share bigint NOT NULL DEFAULT 1000;
