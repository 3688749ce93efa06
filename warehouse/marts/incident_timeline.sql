-- When does who say that what happened, on one UTC axis?
--
-- Grain    one row per claim with an instant
-- Reads    incident_claims
-- Feeds    dashboard: Incident, the axis
-- Without  claims whose clock time has no day or no zone; incident_claims has them, with happened_at NULL
--
-- incident_id             the incident
-- started_on              the day on which the incident began; rows lie in the order of these days
-- happened_at             the instant, UTC
-- happened_at_precision   what of it is meant: minute, hour, part_of_day
-- at_local                clock time as written
-- timezone                IANA zone that it was read in
-- timezone_basis          stated, carried, outlet: the last is our reading, not the text's word
-- metric                  time_point, or the metric of a figure that is joined to a time
-- label                   start, wave, peak, eased, restored, ongoing; or the figure's label
-- value                   the number that is joined to the time, in the claim's unit; NULL with none
-- value_high              the upper end of a range
-- said                    the claim for people
-- platform                what it is about; NULL where the text leaves it to the subject
-- outlet                  registrable domain
-- outlet_name             what people call the outlet
-- source                  whom the article names; NULL is its own voice
-- quote                   the exact words
-- canonical_url           the page
-- claim_id                the claim
SELECT
    incident_id,
    started_on,
    happened_at,
    happened_at_precision,
    at_local,
    timezone,
    timezone_basis,
    metric,
    label,
    value,
    value_high,
    said,
    platform,
    outlet,
    outlet_name,
    source,
    quote,
    canonical_url,
    claim_id
FROM incident_claims
WHERE happened_at IS NOT NULL
