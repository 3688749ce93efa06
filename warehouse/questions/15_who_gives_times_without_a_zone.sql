-- Which outlets write clock times without saying whose clock, so that a reader abroad cannot place them?
--
-- Reads    incident_claims
--
-- One row per outlet that gives a clock time. A zone that was given once holds for the times after it and counts.
SELECT
    outlet,
    any_value(outlet_name) AS outlet_name,
    count(*) AS clock_count,
    count(*) FILTER (timezone_basis NOT IN ('stated', 'carried')) AS without_zone_count,
    round(100 * count(*) FILTER (timezone_basis NOT IN ('stated', 'carried')) / count(*), 1) AS without_zone_percent,
    first(quote ORDER BY claim_id ASC) FILTER (timezone_basis NOT IN ('stated', 'carried')) AS example
FROM incident_claims
WHERE regexp_matches(at_local, '^[0-9]')
GROUP BY outlet
ORDER BY without_zone_percent DESC, clock_count DESC, outlet ASC
