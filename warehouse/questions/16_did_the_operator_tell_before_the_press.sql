-- Did the operator's status page acknowledge an outage before the press told of it, and when did it call it resolved?
--
-- Reads    press_against_status, incident_overview
--
-- One row per incident with a post of a status page: its earliest one. A negative lag means that the operator led.
SELECT
    press_against_status.incident_id,
    any_value(incident_overview.name) AS name,
    arg_min(press_against_status.status_outlet, press_against_status.acknowledged_at) AS status_outlet,
    min(press_against_status.acknowledged_at) AS acknowledged_at,
    arg_min(press_against_status.press_outlet, press_against_status.acknowledged_at) AS press_outlet,
    min(press_against_status.press_first_at) AS press_first_at,
    arg_min(press_against_status.first_to_tell, press_against_status.acknowledged_at) AS first_to_tell,
    min(press_against_status.acknowledgement_lag_minutes) AS acknowledgement_lag_minutes,
    max(press_against_status.resolved_at) AS resolved_at,
    max(press_against_status.resolution_lag_minutes) AS resolution_lag_minutes
FROM press_against_status
INNER JOIN incident_overview ON press_against_status.incident_id = incident_overview.incident_id
GROUP BY press_against_status.incident_id
ORDER BY acknowledgement_lag_minutes DESC NULLS LAST, press_against_status.incident_id ASC
