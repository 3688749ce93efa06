-- Do former ids lead to incidents?
--
-- Grain    one row
-- Reads    incident_aliases, incidents
-- Feeds    check_warehouse, by schemas/expectations/incident_aliases.json
--
-- orphan_count     aliases of an incident that is not there
-- own_id_count     aliases that are an incident's own id
-- duplicate_count  rows beyond one for each alias and incident
SELECT
    count(*) FILTER (
        incident_aliases.incident_id NOT IN (SELECT incidents.incident_id FROM incidents)
    ) AS orphan_count,
    count(*) FILTER (incident_aliases.alias IN (SELECT incidents.incident_id FROM incidents)) AS own_id_count,
    count(*) - count(DISTINCT concat_ws('|', incident_aliases.alias, incident_aliases.incident_id)) AS duplicate_count
FROM incident_aliases
