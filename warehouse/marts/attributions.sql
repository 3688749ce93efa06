-- Who says what caused an incident, where it came from and who was behind it, and how surely?
--
-- Grain    one row per incident, metric, label, other_label, source and stance
-- Reads    incident_claims
-- Feeds    dashboard: Incident; `outwire compare`
-- Without  background claims and replaced revisions, as in incident_claims
--
-- incident_id     the incident
-- metric          cause, origin or actor
-- label           what is blamed
-- other_label     the second, where the text says "A or B"
-- source          who says so; NULL is the outlets' own voice
-- stance          asserted, suggested, confirmed, disputed, denied
-- outlet_count    outlets that carry it
-- witness_count   independent ones among them (wire copy counts once)
-- outlets         those outlets, in alphabetical order
-- quote           the exact words of the earliest page that has it
-- canonical_url   that page
-- claim_id        that claim
SELECT
    incident_id,
    metric,
    label,
    other_label,
    source,
    stance,
    count(DISTINCT outlet) AS outlet_count,
    count(DISTINCT witness_id) AS witness_count,
    list(DISTINCT outlet ORDER BY outlet ASC) AS outlets,
    first(quote ORDER BY published_at ASC NULLS LAST, claim_id ASC) AS quote,
    first(canonical_url ORDER BY published_at ASC NULLS LAST, claim_id ASC) AS canonical_url,
    first(claim_id ORDER BY published_at ASC NULLS LAST, claim_id ASC) AS claim_id
FROM incident_claims
WHERE metric IN ('cause', 'origin', 'actor')
GROUP BY incident_id, metric, label, other_label, source, stance
