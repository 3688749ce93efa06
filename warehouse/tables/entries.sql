-- What did the sources list?
--
-- Grain    one row per entry
-- From     poll_feeds (Entry)
-- Feeds    poll_feeds (what is known), incident_publications, press_against_status
--
-- An entry that is listed again with news keeps its first_seen_at and takes the rest from the batch planned last.
-- Entries that poll_feeds dropped are in drops.

CREATE TABLE IF NOT EXISTS entries (
    entry_id VARCHAR,
    source_id VARCHAR,
    guid VARCHAR,
    entry_url VARCHAR,
    title VARCHAR,
    authors VARCHAR[],
    summary VARCHAR,
    listed_at TIMESTAMPTZ,
    updated_at TIMESTAMPTZ,
    first_seen_at TIMESTAMPTZ,
    is_new_in_feed BOOLEAN,
    local_path VARCHAR,
    outlet VARCHAR,
    batch_id VARCHAR
);

COMMENT ON TABLE entries IS 'An entry: one item that a source lists, an address with perhaps a title and a date';
COMMENT ON COLUMN entries.entry_id IS 'Id over source and guid or address; natural key';
COMMENT ON COLUMN entries.source_id IS 'Source that lists it';
COMMENT ON COLUMN entries.guid IS 'What the source itself calls the item';
COMMENT ON COLUMN entries.entry_url IS 'Canonical form of the address asked for';
COMMENT ON COLUMN entries.title IS 'Title in the list';
COMMENT ON COLUMN entries.authors IS
'Authors as the source names them, in its order: names, or a mail address where it gives no name';
COMMENT ON COLUMN entries.summary IS
'What the source says that it is about, or the beginning of its text where it gives that; at most 1,000 characters';
COMMENT ON COLUMN entries.listed_at IS 'When the source says that it was published, UTC';
COMMENT ON COLUMN entries.updated_at IS 'When the source says that it was last changed, UTC';
COMMENT ON COLUMN entries.first_seen_at IS 'When we first saw it listed, UTC; never from the source';
COMMENT ON COLUMN entries.is_new_in_feed IS 'Whether an earlier poll of its feed did not list it yet';
COMMENT ON COLUMN entries.local_path IS 'For a folder the file below it; NULL where the entry is fetched';
COMMENT ON COLUMN entries.outlet IS 'Registrable domain of the outlet, where the source or the list says it';
COMMENT ON COLUMN entries.batch_id IS 'Batch that the row was loaded with; see batches';
