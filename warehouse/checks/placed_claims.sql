-- Do claims stand in incidents once, and near them?
--
-- Grain    one row
-- Reads    placed_claims, incidents, claims
-- Feeds    check_warehouse, by schemas/expectations/placed_claims.json
--
-- duplicate_count  rows beyond one for each incident and claim
-- orphan_count     rows whose incident or claim is not there
-- far_count        times more than 60 days from the first day of their incident
SELECT
    count(*) - count(DISTINCT concat_ws('|', placed_claims.incident_id, placed_claims.claim_id)) AS duplicate_count,
    count(*) FILTER (
        placed_claims.incident_id NOT IN (SELECT incidents.incident_id FROM incidents)
        OR placed_claims.claim_id NOT IN (SELECT claims.claim_id FROM claims)
    ) AS orphan_count,
    count(*) FILTER (
        abs(date_diff('day', placed_claims.started_on, cast(placed_claims.happened_at AS DATE))) > 60
    ) AS far_count
FROM placed_claims
