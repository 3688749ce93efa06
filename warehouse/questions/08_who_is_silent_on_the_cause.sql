-- Which outlets could have told the cause, and did not?
--
-- Reads    coverage_matrix
--
-- One row per incident and outlet. Outlets whose last page came before anyone had a cause are not among them.
SELECT
    incident_id,
    outlet_name,
    first_published_at
FROM coverage_matrix
WHERE metric = 'cause' AND state = 'silent'
ORDER BY incident_id ASC, outlet_name ASC
