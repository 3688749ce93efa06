-- A visit to a feed says how often it changes and what it asks for; of earlier visits nothing of that is known.

ALTER TABLE polls ADD COLUMN new_count BIGINT;

ALTER TABLE polls ADD COLUMN interval_seconds DOUBLE;

ALTER TABLE polls ADD COLUMN least_seconds DOUBLE;

ALTER TABLE polls ADD COLUMN skip_hours BIGINT[];

ALTER TABLE polls ADD COLUMN skip_days BIGINT[];

ALTER TABLE polls ADD COLUMN whole_at TIMESTAMPTZ;

ALTER TABLE polls ADD COLUMN lied_at TIMESTAMPTZ;
