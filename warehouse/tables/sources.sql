-- Where do entries come from?
--
-- Grain    one row per source
-- From     poll_feeds (Source)
-- Feeds    outlets, press_against_status, the command `outwire sources`
--
-- A source that a later batch describes differently has the later description; described_at tells which.

CREATE TABLE IF NOT EXISTS sources (
    source_id VARCHAR,
    kind VARCHAR,
    url VARCHAR,
    outlet VARCHAR,
    outlet_name VARCHAR,
    country VARCHAR,
    timezone VARCHAR,
    language VARCHAR,
    platform VARCHAR,
    described_at TIMESTAMPTZ
);

COMMENT ON TABLE sources IS 'A source: a feed, a status page, a folder or a list that entries come from';
COMMENT ON COLUMN sources.source_id IS 'Slug of the source, unique; natural key';
COMMENT ON COLUMN sources.kind IS 'feed, statuspage, folder or urls';
COMMENT ON COLUMN sources.url IS 'Address of the feed; for a folder or a list its path';
COMMENT ON COLUMN sources.outlet IS
'Registrable domain of the outlet that publishes it; NULL where the entries say it themselves';
COMMENT ON COLUMN sources.outlet_name IS 'What people call the outlet';
COMMENT ON COLUMN sources.country IS 'Home of the outlet, ISO 3166 alpha-2 code';
COMMENT ON COLUMN sources.timezone IS
'IANA zone of the newsroom; used only where a text states no zone, and then said so';
COMMENT ON COLUMN sources.language IS 'Language of the source, ISO 639-1 code';
COMMENT ON COLUMN sources.platform IS 'For a status page the platform whose page it is; otherwise NULL';
COMMENT ON COLUMN sources.described_at IS 'When the batch with this description was planned, UTC';
