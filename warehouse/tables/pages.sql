-- What answered when an entry was fetched?
--
-- Grain    one row per address and body
-- From     fetch_pages (Page)
-- Feeds    fetch_pages (what is known), rebuilding from the archive
--
-- The same body fetched again from the same address is the same row: the one fetched first.

CREATE TABLE IF NOT EXISTS pages (
    page_id VARCHAR,
    entry_id VARCHAR,
    entry_url VARCHAR,
    page_url VARCHAR,
    status BIGINT,
    content_type VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    fetched_at TIMESTAMPTZ,
    body_sha256 VARCHAR,
    body_bytes BIGINT,
    archive_file VARCHAR,
    archive_offset BIGINT,
    batch_id VARCHAR
);

COMMENT ON TABLE pages IS
'A page: what answered when the address of an entry was fetched; its bytes lie in the archive';
COMMENT ON COLUMN pages.page_id IS 'Id over entry_url and body_sha256; natural key';
COMMENT ON COLUMN pages.entry_id IS 'Entry that was fetched';
COMMENT ON COLUMN pages.entry_url IS 'Address asked for';
COMMENT ON COLUMN pages.page_url IS 'Address that answered, after redirects';
COMMENT ON COLUMN pages.status IS 'HTTP status; 200 for a local file';
COMMENT ON COLUMN pages.content_type IS 'Content type as the server said it, with its parameters';
COMMENT ON COLUMN pages.etag IS 'ETag to send when asking again';
COMMENT ON COLUMN pages.last_modified IS 'Last-Modified to send when asking again, as the server wrote it';
COMMENT ON COLUMN pages.fetched_at IS 'When, UTC';
COMMENT ON COLUMN pages.body_sha256 IS 'SHA-256 of the decoded body, hex';
COMMENT ON COLUMN pages.body_bytes IS 'Size of the decoded body in bytes';
COMMENT ON COLUMN pages.archive_file IS 'WARC file below the archive folder';
COMMENT ON COLUMN pages.archive_offset IS 'Where the record starts in the WARC file, in bytes';
COMMENT ON COLUMN pages.batch_id IS 'Batch that the row was loaded with; see batches';
