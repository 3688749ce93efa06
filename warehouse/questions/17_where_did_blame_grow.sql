-- Where did an outlet repeat a blame more specifically, or more surely, than it was first told?
--
-- Reads    attribution_history
--
-- One row per account that grew, in the order of publication. "IP addresses in the area of" a country that become its
-- government are here.
SELECT
    incident_id,
    subject,
    drift,
    outlet_name,
    published_at,
    explanation,
    canonical_url
FROM attribution_history
WHERE drift IN ('more_specific', 'more_certain', 'more_specific_and_certain')
ORDER BY incident_id ASC, subject ASC, published_at ASC NULLS LAST, claim_id ASC
