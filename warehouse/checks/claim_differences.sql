-- Does each pair of claims differ once, and are both there?
--
-- Grain    one row
-- Reads    claim_differences, claims
-- Feeds    check_warehouse, by schemas/expectations/claim_differences.json
--
-- duplicate_count  rows beyond one for each id
-- orphan_count     pairs of which a claim is not there
-- same_count       pairs of a claim and itself
SELECT
    count(*) - count(DISTINCT claim_differences.difference_id) AS duplicate_count,
    count(*) FILTER (
        claim_differences.claim_id NOT IN (SELECT claims.claim_id FROM claims)
        OR claim_differences.other_claim_id NOT IN (SELECT claims.claim_id FROM claims)
    ) AS orphan_count,
    count(*) FILTER (claim_differences.claim_id = claim_differences.other_claim_id) AS same_count
FROM claim_differences
