-- Which outages do most outlets write about, and how far do their figures lie apart?
--
-- Reads    incident_overview
--
-- One row per incident. Wire copy makes outlet_count large and leaves witness_count small.
SELECT
    incident_id,
    name,
    outlet_count,
    witness_count,
    lowest_report_count,
    highest_report_count,
    conflict_count
FROM incident_overview
ORDER BY witness_count DESC, outlet_count DESC, incident_id ASC
LIMIT 20
