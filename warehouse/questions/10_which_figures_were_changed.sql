-- Which outlets changed a figure after they had published it, and from what to what?
--
-- Reads    figure_edits
--
-- One row per change, the latest first. changed_at is when we saw it; it was made before that.
SELECT
    changed_at,
    outlet,
    incident_id,
    metric,
    said_before,
    said_after,
    canonical_url
FROM figure_edits
ORDER BY changed_at DESC, canonical_url ASC, claim_id_after ASC
