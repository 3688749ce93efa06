-- What does each outlet say about an incident, claim by claim, as its pages stand now?
--
-- Grain    one row per incident and claim
-- Reads    incidents, placed_claims, claims, incident_articles, articles, outlets
-- Feeds    every mart about what outlets say of an incident; dashboard: Incident
-- Without  claims on an earlier or another outage (claims.background), and claims of revisions that their page has
--          replaced (figure_edits has what changed)
--
-- incident_id             the incident
-- started_on              the day on which the incident began; rows lie in the order of these days
-- claim_id                the claim
-- article_id              the revision that makes it
-- outlet                  registrable domain of who published it
-- outlet_name             what people call the outlet
-- witness_id              the same for claims that are not independent of each other: of articles with one text or one
--                         agency's, of one reading of a tracker, of one outlet's word
-- published_at            when the article was published, UTC; NULL where nothing dates it but that we saw it then
-- title                   the article's title
-- canonical_url           the page
-- metric                  what is claimed: report_count, time_point, cause …
-- label                   the categorical part, where the metric has one
-- other_label             the second label, where the text says "A or B"
-- value                   the number, in `unit`; NULL with no number, and for "for hours"
-- value_high              the upper end of a range
-- unit                    unit of value and value_high
-- qualifier               exact, about, at_least, at_most, range, vague
-- platform                what the claim is about; NULL where the text leaves it to the subject
-- at_local                clock time or part of the day, as written
-- timezone                IANA zone of at_local
-- timezone_basis          stated, carried, outlet, none
-- region                  ISO 3166 alpha-2 code that the text limits a figure to
-- source                  whom the article names for it; NULL is the outlet's own voice
-- source_via              through whom
-- stance                  asserted, suggested, confirmed, disputed, denied
-- happened_at             the instant of at_local, UTC, with the incident's date where the article has none
-- happened_at_precision   what of happened_at is meant
-- date_basis              what the day rests on; incident: the other articles of the incident
-- quote                   the exact words
-- field                   whether the quote stands in the text or the title
-- char_start              where the quote starts in the field, in characters
-- char_end                where it ends, exclusive
-- rule                    the reader's rule that made the claim
-- reader_version          version of the reader
-- confidence              0 to 1, the rule's precision where it was measured
-- said                    the claim in a few words for people
WITH current_revisions AS (
    SELECT article_id
    FROM articles
    WHERE is_relevant
    QUALIFY row_number() OVER (PARTITION BY canonical_url ORDER BY fetched_at DESC, article_id ASC) = 1
)

SELECT
    placed_claims.incident_id,
    incidents.started_on,
    claims.claim_id,
    claims.article_id,
    articles.outlet,
    coalesce(articles.outlet_name, outlets.name, articles.outlet) AS outlet_name,
    coalesce(placed_claims.witness_id, incident_articles.witness_id) AS witness_id,
    if(articles.published_at_basis = 'first_seen', NULL, articles.published_at) AS published_at,
    articles.title,
    articles.canonical_url,
    claims.metric,
    claims.label,
    claims.other_label,
    claims.value,
    claims.value_high,
    claims.unit,
    claims.qualifier,
    claims.platform,
    claims.at_local,
    placed_claims.timezone,
    placed_claims.timezone_basis,
    claims.region,
    claims.source,
    claims.source_via,
    claims.stance,
    placed_claims.happened_at,
    placed_claims.happened_at_precision,
    placed_claims.date_basis,
    claims.quote,
    claims.field,
    claims.char_start,
    claims.char_end,
    claims.rule,
    claims.reader_version,
    claims.confidence,
    placed_claims.said
FROM placed_claims
INNER JOIN claims ON placed_claims.claim_id = claims.claim_id
INNER JOIN articles ON claims.article_id = articles.article_id
INNER JOIN current_revisions ON articles.article_id = current_revisions.article_id
INNER JOIN incident_articles
    ON
        placed_claims.incident_id = incident_articles.incident_id
        AND claims.article_id = incident_articles.article_id
LEFT JOIN incidents ON placed_claims.incident_id = incidents.incident_id
LEFT JOIN outlets ON articles.outlet = outlets.outlet
WHERE NOT claims.background
