-- What a preemption costs, and who is spared. Policies that were set before had the standard ones.
ALTER TABLE policy ADD COLUMN restart_cost_millis bigint NOT NULL DEFAULT 300000;
ALTER TABLE policy ADD COLUMN minimum_run_time_millis bigint NOT NULL DEFAULT 600000;
ALTER TABLE policy ALTER COLUMN restart_cost_millis DROP DEFAULT;
ALTER TABLE policy ALTER COLUMN minimum_run_time_millis DROP DEFAULT;
