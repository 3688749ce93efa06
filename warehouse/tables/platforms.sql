-- Which platforms do we know?
--
-- Grain    one row per platform
-- From     load_warehouse (schemas/platforms.yml)
-- Feeds    every mart that shows a platform by name
--
-- Replaced whenever the file changes.

CREATE TABLE IF NOT EXISTS platforms (
    platform VARCHAR,
    name VARCHAR,
    operator VARCHAR,
    parent VARCHAR,
    country VARCHAR
);

COMMENT ON TABLE platforms IS 'A platform: a service that can be down';
COMMENT ON COLUMN platforms.platform IS 'Slug; natural key';
COMMENT ON COLUMN platforms.name IS 'What people call it';
COMMENT ON COLUMN platforms.operator IS 'Company that runs it';
COMMENT ON COLUMN platforms.parent IS 'Slug of the platform that it runs on or belongs to; NULL where none';
COMMENT ON COLUMN platforms.country IS 'Home of the platform, ISO 3166 alpha-2 code; NULL where it is everywhere';
