-- Which version of the tables does this file have, and since when?
--
-- Grain    one row per migration that the file went through, and one for what it was made with
-- From     edges/tables.py, edges/migrations.py
-- Feeds    edges/tables.py (must the file be migrated, or did a newer program make it?)
--
-- Version 0 is a file without this table. The files in warehouse/migrations have the numbers.

CREATE TABLE IF NOT EXISTS schema_versions (
    version BIGINT,
    migration VARCHAR,
    migrated_at TIMESTAMPTZ,
    code_version VARCHAR
);

COMMENT ON TABLE schema_versions IS 'A version of the tables that this file had; the highest is the one that it has';
COMMENT ON COLUMN schema_versions.version IS 'Number of the migration; natural key';
COMMENT ON COLUMN schema_versions.migration IS 'Name of its file; NULL where the file was made with this version';
COMMENT ON COLUMN schema_versions.migrated_at IS 'When, UTC';
COMMENT ON COLUMN schema_versions.code_version IS 'Version of the program that did it';
