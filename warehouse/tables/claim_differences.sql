-- Which claims of an incident differ, and why?
--
-- Grain    one row per pair of claims that differ
-- From     compare_coverage (Difference)
-- Feeds    incident_differences, metric_agreement, incident_overview
--
-- reason is rounding, different_moment, peak_vs_moment, peak_vs_total, different_region, different_subject, time_zone,
-- wave_vs_whole, revised, stance, conflict (both cannot be right) or unclear (the text does not say enough).
-- Pairs that say the same are not here.

CREATE TABLE IF NOT EXISTS claim_differences (
    difference_id VARCHAR,
    incident_id VARCHAR,
    metric VARCHAR,
    platform VARCHAR,
    claim_id VARCHAR,
    other_claim_id VARCHAR,
    reason VARCHAR,
    explanation VARCHAR,
    evidence VARCHAR[],
    ratio DOUBLE,
    minutes_apart DOUBLE,
    interest BIGINT,
    started_on DATE
);

COMMENT ON TABLE claim_differences IS 'Two claims of one incident that differ, with one reason';
COMMENT ON COLUMN claim_differences.difference_id IS 'Id of the pair; natural key';
COMMENT ON COLUMN claim_differences.incident_id IS 'Incident';
COMMENT ON COLUMN claim_differences.metric IS 'What both claims are about';
COMMENT ON COLUMN claim_differences.platform IS
'Slug of the platform that both are about; NULL where they differ in it';
COMMENT ON COLUMN claim_differences.claim_id IS 'One claim';
COMMENT ON COLUMN claim_differences.other_claim_id IS 'The other';
COMMENT ON COLUMN claim_differences.reason IS 'What explains the difference: one of the reasons listed above';
COMMENT ON COLUMN claim_differences.explanation IS
'One sentence for people, with both figures and what sets them apart';
COMMENT ON COLUMN claim_differences.evidence IS
'Fields of the claims that decided, most telling first; also published_at, article_id, and wave';
COMMENT ON COLUMN claim_differences.ratio IS 'Higher figure divided by the lower; NULL without figures';
COMMENT ON COLUMN claim_differences.minutes_apart IS
'Minutes between the two clock times, or the two lengths of an outage; NULL where one is not known';
COMMENT ON COLUMN claim_differences.interest IS
'Rank within the incident by what a reader learns from it; 1 is the first to show';
COMMENT ON COLUMN claim_differences.started_on IS 'Day on which its incident began; what a comparison finds rows by';
