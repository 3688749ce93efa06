-- What did older readers read, that a newer one reads otherwise?
--
-- Grain    one row per article, version of extractor and reader, and claim
-- From     load_warehouse, where a newer reader or extractor has gone over a page again
-- Feeds    the command `outwire reread`; no mart reads it
--
-- What counts is in claims. A reading that stands here was replaced by another batch with newer programs, whichever of
-- the two was loaded first. Of batches with the same programs the one that fetched the page first stands here.

CREATE TABLE IF NOT EXISTS former_claims (
    claim_id VARCHAR,
    article_id VARCHAR,
    metric VARCHAR,
    label VARCHAR,
    other_label VARCHAR,
    value DOUBLE,
    value_high DOUBLE,
    unit VARCHAR,
    qualifier VARCHAR,
    platform VARCHAR,
    at_local VARCHAR,
    timezone VARCHAR,
    timezone_basis VARCHAR,
    region VARCHAR,
    source VARCHAR,
    source_via VARCHAR,
    stance VARCHAR,
    background BOOLEAN,
    happened_at TIMESTAMPTZ,
    happened_at_precision VARCHAR,
    date_basis VARCHAR,
    quote VARCHAR,
    field VARCHAR,
    char_start BIGINT,
    char_end BIGINT,
    rule VARCHAR,
    reader_version VARCHAR,
    confidence DOUBLE,
    batch_id VARCHAR,
    fetched_on DATE,
    page_id VARCHAR,
    fetched_at TIMESTAMPTZ,
    extractor_version VARCHAR,
    superseded_by VARCHAR
);

COMMENT ON TABLE former_claims IS
'A claim as an older reader read it: kept, marked with what replaced it, and in no mart';
COMMENT ON COLUMN former_claims.claim_id IS 'As in claims; natural key with reader_version and extractor_version';
COMMENT ON COLUMN former_claims.article_id IS 'Article that made it; may be gone from articles';
COMMENT ON COLUMN former_claims.metric IS 'What is claimed: one of the twelve metrics listed above';
COMMENT ON COLUMN former_claims.label IS
'The categorical part, by metric; for report_count the statistic: peak, at_time, total or NULL (not said)';
COMMENT ON COLUMN former_claims.other_label IS 'The second label, only where the text says A or B';
COMMENT ON COLUMN former_claims.value IS 'The number, in unit; NULL where there is none, as in for hours';
COMMENT ON COLUMN former_claims.value_high IS 'The upper end of a range, in unit; NULL otherwise';
COMMENT ON COLUMN former_claims.unit IS
'reports, users, customers, devices, flights, accounts, companies, people, percent, minutes, waves or an ISO 4217 code';
COMMENT ON COLUMN former_claims.qualifier IS 'exact, about, at_least, at_most, range or vague';
COMMENT ON COLUMN former_claims.platform IS 'Slug of the platform that the claim is about';
COMMENT ON COLUMN former_claims.at_local IS 'Clock time as written, HH:MM, or a part of the day as a word';
COMMENT ON COLUMN former_claims.timezone IS 'IANA zone of at_local';
COMMENT ON COLUMN former_claims.timezone_basis IS
'How the zone is known: stated in the sentence, carried from an earlier one, outlet or none';
COMMENT ON COLUMN former_claims.region IS 'Country that a figure is limited to, ISO 3166 alpha-2 code';
COMMENT ON COLUMN former_claims.source IS 'Whom the article names for it; NULL is the own voice of the outlet';
COMMENT ON COLUMN former_claims.source_via IS 'Through whom the source is quoted';
COMMENT ON COLUMN former_claims.stance IS
'For cause, origin and actor: asserted, suggested, confirmed, disputed or denied';
COMMENT ON COLUMN former_claims.background IS 'True for an earlier or another outage; never counted for this one';
COMMENT ON COLUMN former_claims.happened_at IS
'at_local as an instant, UTC; look at timezone_basis and date_basis before relying on it';
COMMENT ON COLUMN former_claims.happened_at_precision IS
'What of happened_at the text really says: minute, hour, part_of_day or day';
COMMENT ON COLUMN former_claims.date_basis IS
'How the day is known: stated, weekday, relative, published, incident or none';
COMMENT ON COLUMN former_claims.quote IS 'The exact text that carries the claim';
COMMENT ON COLUMN former_claims.field IS 'Where the quote stands: text or title';
COMMENT ON COLUMN former_claims.char_start IS 'Where the quote starts in the field, in characters from 0';
COMMENT ON COLUMN former_claims.char_end IS 'Where it ends, in characters, exclusive';
COMMENT ON COLUMN former_claims.rule IS 'Id of the rule that made the claim';
COMMENT ON COLUMN former_claims.reader_version IS 'Version of the reader that read it';
COMMENT ON COLUMN former_claims.confidence IS 'Precision of the rule where it was measured, 0 to 1';
COMMENT ON COLUMN former_claims.batch_id IS 'Batch that read it so; see batches';
COMMENT ON COLUMN former_claims.fetched_on IS 'Day on which that page was fetched, UTC; what a load finds rows by';
COMMENT ON COLUMN former_claims.page_id IS 'Page that the text was read from';
COMMENT ON COLUMN former_claims.fetched_at IS 'When that page was fetched, UTC';
COMMENT ON COLUMN former_claims.extractor_version IS 'Name and version of what made the text';
COMMENT ON COLUMN former_claims.superseded_by IS 'Extractor and reader that the page stands by in articles now';
