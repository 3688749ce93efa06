-- What was published, and is it about an outage?
--
-- Grain    one row per revision: canonical address and text
-- From     extract_text (Article), read_claims (Reading)
-- Feeds    claims, incident_articles, coverage_matrix, outlet_profile
--
-- An article, its dates and its claims are loaded and replaced together: by a newer extractor or reader, otherwise
-- the ones fetched first stay. Articles in quarantine are not here.

CREATE TABLE IF NOT EXISTS articles (
    article_id VARCHAR,
    page_id VARCHAR,
    entry_id VARCHAR,
    source_id VARCHAR,
    canonical_url VARCHAR,
    outlet VARCHAR,
    outlet_name VARCHAR,
    outlet_country VARCHAR,
    outlet_timezone VARCHAR,
    title VARCHAR,
    authors VARCHAR[],
    language VARCHAR,
    text VARCHAR,
    text_sha256 VARCHAR,
    published_at TIMESTAMPTZ,
    published_at_basis VARCHAR,
    published_at_precision VARCHAR,
    fetched_at TIMESTAMPTZ,
    extractor_version VARCHAR,
    is_relevant BOOLEAN,
    relevance_reasons VARCHAR[],
    platforms VARCHAR[],
    dated_on DATE,
    dated_on_basis VARCHAR,
    reader_version VARCHAR,
    batch_id VARCHAR
);

COMMENT ON TABLE articles IS
'An article: one revision of the readable text of a page, with what the reader made of it as a whole';
COMMENT ON COLUMN articles.article_id IS 'Id over canonical_url and text_sha256; natural key';
COMMENT ON COLUMN articles.page_id IS 'Page that the text was read from';
COMMENT ON COLUMN articles.entry_id IS 'Entry that led to the page';
COMMENT ON COLUMN articles.source_id IS 'Source that listed the entry';
COMMENT ON COLUMN articles.canonical_url IS 'Canonical address of the page';
COMMENT ON COLUMN articles.outlet IS 'Registrable domain of the outlet';
COMMENT ON COLUMN articles.outlet_name IS 'What people call the outlet';
COMMENT ON COLUMN articles.outlet_country IS 'Home of the outlet, ISO 3166 alpha-2 code';
COMMENT ON COLUMN articles.outlet_timezone IS 'IANA zone of the newsroom, where known';
COMMENT ON COLUMN articles.title IS 'Title, plain text';
COMMENT ON COLUMN articles.authors IS 'Authors as the page names them, in its order';
COMMENT ON COLUMN articles.language IS 'Language of the text, ISO 639-1 code';
COMMENT ON COLUMN articles.text IS 'Readable text, NFC, paragraphs separated by one newline';
COMMENT ON COLUMN articles.text_sha256 IS 'SHA-256 of the text in UTF-8, hex';
COMMENT ON COLUMN articles.published_at IS 'When it was published, UTC; chosen from article_dates';
COMMENT ON COLUMN articles.published_at_basis IS 'Kind of evidence that published_at rests on; see article_dates';
COMMENT ON COLUMN articles.published_at_precision IS
'What of published_at the evidence really says: second, minute, hour or day';
COMMENT ON COLUMN articles.fetched_at IS 'When the page was fetched, UTC';
COMMENT ON COLUMN articles.extractor_version IS 'Name and version of what made the text';
COMMENT ON COLUMN articles.is_relevant IS
'Whether it reports an actual, unplanned outage as its subject; NULL where it was not read';
COMMENT ON COLUMN articles.relevance_reasons IS 'What spoke for and against that, strongest first';
COMMENT ON COLUMN articles.platforms IS
'Slugs of the platforms that are down, the subject first; empty where not relevant';
COMMENT ON COLUMN articles.dated_on IS 'Local date of the outage as the article gives it';
COMMENT ON COLUMN articles.dated_on_basis IS 'How dated_on is known: stated, weekday, published, status_id or none';
COMMENT ON COLUMN articles.reader_version IS 'Version of the reader; NULL where the article was not read';
COMMENT ON COLUMN articles.batch_id IS 'Batch that the row was loaded with; see batches';
