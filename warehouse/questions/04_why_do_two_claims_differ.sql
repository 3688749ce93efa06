-- Which two sentences stand against each other, in the outlets' own words?
--
-- Reads    incident_differences
--
-- One row per pair, the three most telling ones of each incident.
SELECT
    incident_id,
    reason,
    explanation,
    outlet,
    quote,
    other_outlet,
    other_quote
FROM incident_differences
WHERE interest <= 3
ORDER BY incident_id ASC, interest ASC
