-- What does each article say about an outage?
--
-- Grain    one row per claim of an article
-- From     read_claims (Claim)
-- Feeds    every mart about incidents
--
-- metric is report_count, report_share, affected_count, time_point, duration, wave_count, affected_region, cause,
-- origin, actor, response or financial_impact.
-- Claims in quarantine, and those of articles in quarantine, are not here but in quarantine.

CREATE TABLE IF NOT EXISTS claims (
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
    fetched_on DATE
);

COMMENT ON TABLE claims IS 'A claim: one thing that a revision says about an outage, with the exact quote';
COMMENT ON COLUMN claims.claim_id IS 'Id over article, span, metric, label, value and time; natural key';
COMMENT ON COLUMN claims.article_id IS 'Article that makes it';
COMMENT ON COLUMN claims.metric IS 'What is claimed: one of the twelve metrics listed above';
COMMENT ON COLUMN claims.label IS
'The categorical part, by metric; for report_count the statistic: peak, at_time, total or NULL (not said)';
COMMENT ON COLUMN claims.other_label IS 'The second label, only where the text says A or B';
COMMENT ON COLUMN claims.value IS 'The number, in unit; NULL where there is none, as in for hours';
COMMENT ON COLUMN claims.value_high IS 'The upper end of a range, in unit; NULL otherwise';
COMMENT ON COLUMN claims.unit IS
'reports, users, customers, devices, flights, accounts, companies, people, percent, minutes, waves or an ISO 4217 code';
COMMENT ON COLUMN claims.qualifier IS 'exact, about, at_least, at_most, range or vague';
COMMENT ON COLUMN claims.platform IS 'Slug of the platform that the claim is about';
COMMENT ON COLUMN claims.at_local IS 'Clock time as written, HH:MM, or a part of the day as a word';
COMMENT ON COLUMN claims.timezone IS 'IANA zone of at_local';
COMMENT ON COLUMN claims.timezone_basis IS
'How the zone is known: stated in the sentence, carried from an earlier one, outlet or none';
COMMENT ON COLUMN claims.region IS 'Country that a figure is limited to, ISO 3166 alpha-2 code';
COMMENT ON COLUMN claims.source IS 'Whom the article names for it; NULL is the own voice of the outlet';
COMMENT ON COLUMN claims.source_via IS 'Through whom the source is quoted';
COMMENT ON COLUMN claims.stance IS 'For cause, origin and actor: asserted, suggested, confirmed, disputed or denied';
COMMENT ON COLUMN claims.background IS 'True for an earlier or another outage; never counted for this one';
COMMENT ON COLUMN claims.happened_at IS
'at_local as an instant, UTC; look at timezone_basis and date_basis before relying on it';
COMMENT ON COLUMN claims.happened_at_precision IS
'What of happened_at the text really says: minute, hour, part_of_day or day';
COMMENT ON COLUMN claims.date_basis IS 'How the day is known: stated, weekday, relative, published, incident or none';
COMMENT ON COLUMN claims.quote IS 'The exact text that carries the claim';
COMMENT ON COLUMN claims.field IS 'Where the quote stands: text or title';
COMMENT ON COLUMN claims.char_start IS 'Where the quote starts in the field, in characters from 0';
COMMENT ON COLUMN claims.char_end IS 'Where it ends, in characters, exclusive';
COMMENT ON COLUMN claims.rule IS 'Id of the rule that made the claim';
COMMENT ON COLUMN claims.reader_version IS 'Version of the reader';
COMMENT ON COLUMN claims.confidence IS 'Precision of the rule where it was measured, 0 to 1';
COMMENT ON COLUMN claims.batch_id IS 'Batch that the row was loaded with; see batches';
COMMENT ON COLUMN claims.fetched_on IS
'Day on which the page of its article was fetched, UTC; what a load finds rows by';
