-- Where does a claim stand in its incident: at which moment, and in which words for people?
--
-- Grain    one row per incident and claim of its articles
-- From     compare_coverage (PlacedClaim)
-- Feeds    incident_claims, incident_differences, figure_edits
--
-- Claims on an earlier or another outage (claims.background) are not here. Replaced with their incident.

CREATE TABLE IF NOT EXISTS placed_claims (
    incident_id VARCHAR,
    claim_id VARCHAR,
    timezone VARCHAR,
    timezone_basis VARCHAR,
    happened_at TIMESTAMPTZ,
    happened_at_precision VARCHAR,
    date_basis VARCHAR,
    said VARCHAR,
    witness_id VARCHAR,
    started_on DATE
);

COMMENT ON TABLE placed_claims IS 'A claim as its incident sees it';
COMMENT ON COLUMN placed_claims.incident_id IS 'Incident';
COMMENT ON COLUMN placed_claims.claim_id IS 'Claim; natural key together with incident_id';
COMMENT ON COLUMN placed_claims.timezone IS 'IANA zone that the clock time was read in';
COMMENT ON COLUMN placed_claims.timezone_basis IS
'stated, carried, outlet, none; with outlet the zone is our reading, not the text''s word';
COMMENT ON COLUMN placed_claims.happened_at IS 'UTC instant of the clock time; NULL where day or zone is not known';
COMMENT ON COLUMN placed_claims.happened_at_precision IS 'What of happened_at is meant: minute, hour, part_of_day';
COMMENT ON COLUMN placed_claims.date_basis IS
'What the day rests on; incident: the other articles of the incident, since this one gives none';
COMMENT ON COLUMN placed_claims.said IS 'The claim in a few words for people';
COMMENT ON COLUMN placed_claims.witness_id IS
'The same for claims that are not independent: of one witness''s articles, a tracker''s one reading, an outlet''s word';
COMMENT ON COLUMN placed_claims.started_on IS 'Day on which its incident began; what a comparison finds rows by';
