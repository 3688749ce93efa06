-- How did the blame for an incident change on its way from outlet to outlet?
--
-- Grain    one row per incident, subject of blame and article that blames it, as pages stand now
-- Reads    incident_claims, articles, incident_publications, placed_claims, claims
-- Feeds    attributions; dashboard: Incident; `outwire compare`; question 17
-- Without  claims that the cause is not known, and other countries' governments than those listed in the query
--
-- A blame drifts where an outlet repeats a source more specifically, or more surely, than that source was quoted
-- first: "IP addresses in the area of Ukraine" becomes addresses in Ukraine, an attack from Ukraine, and at last
-- Ukraine's government. Each account is set beside the first one that quotes the same source on the subject; an
-- outlet that blames in its own voice, naming nobody, beside the first of all. Of an article the most specific
-- account counts, then the surest.
--
-- incident_id           the incident
-- subject               what is blamed: attack, fault, third_party, a country's ISO 3166 code, or culprit (anyone else)
-- step                  place in the order of publication within the subject, 1 first; NULL where nothing dates it
-- published_at          when the first revision of the page with this blame appeared by its most trusted date, UTC;
--                       NULL where nothing dates it
-- outlet                registrable domain
-- outlet_name           what people call the outlet
-- witness_id            the same for articles that are not independent of each other
-- metric                cause, origin or actor
-- label                 what is blamed, as in the claim
-- source                who says so; NULL is the outlet's own voice
-- source_via            through whom
-- stance                asserted, suggested, confirmed, disputed, denied
-- specificity           how much it says, by subject. attack: 1 a cyberattack, 2 its kind. fault: 1 technical, 2 which.
--                       A country: 1 addresses or traffic in its area, 2 in it, 3 an attack or people from it, 4 its
--                       government. culprit: 1 a kind ("a coordinated group"), 2 a name. third_party: 1.
-- certainty             0 denied or disputed, 1 suggested, 2 asserted by a source, 3 asserted by the outlet itself,
--                       4 confirmed
-- drift                 first: the one that later accounts are set beside. same. more_specific, more_certain,
--                       more_specific_and_certain: it says more than that one. weaker: it says less. NULL for
--                       denials, and where nothing dates it
-- first_claim_id        the claim that it is set beside; NULL with drift NULL
-- wording               the words around the claim, as far as the sentence goes
-- quote                 the exact words of the claim
-- canonical_url         the page
-- claim_id              the claim
-- explanation           one sentence for people, with both wordings; NULL where nothing drifted
WITH countries AS (
    SELECT
        known.country,
        known.pattern
    FROM (
        VALUES
        ('BR', 'brazil'),
        ('BY', 'belarus'),
        ('CN', 'chin(a|ese)|beijing'),
        ('DE', 'german'),
        ('FR', 'france|french'),
        ('GB', 'britain|british|united kingdom'),
        ('IL', 'israel'),
        ('IN', 'indian?\b'),
        ('IR', 'iran'),
        ('KP', 'north korea|pyongyang'),
        ('KR', 'south korea'),
        ('PK', 'pakistan'),
        ('PS', 'palestin'),
        ('RU', 'russia|kremlin|moscow'),
        ('SD', 'sudan'),
        ('SY', 'syria'),
        ('TR', 'turkey|turkish|türki'),
        ('UA', 'ukrain|kyiv|kiev'),
        ('US', 'united states|american|u\.s\.'),
        ('VN', 'vietnam')
    ) AS known (country, pattern)
),

-- When a page first had a blame, also where another revision has replaced that one.
appearances AS (
    SELECT
        incident_publications.incident_id,
        incident_publications.canonical_url,
        claims.metric,
        claims.label,
        claims.source,
        min(incident_publications.likely_from_at) AS published_at
    FROM placed_claims
    INNER JOIN claims ON placed_claims.claim_id = claims.claim_id
    INNER JOIN incident_publications
        ON
            placed_claims.incident_id = incident_publications.incident_id
            AND claims.article_id = incident_publications.article_id
    WHERE claims.metric IN ('cause', 'origin', 'actor')
    GROUP BY
        incident_publications.incident_id,
        incident_publications.canonical_url,
        claims.metric,
        claims.label,
        claims.source
),

blames AS (
    SELECT
        incident_claims.incident_id,
        incident_claims.claim_id,
        incident_claims.article_id,
        incident_claims.outlet,
        incident_claims.outlet_name,
        incident_claims.witness_id,
        incident_claims.metric,
        incident_claims.label,
        incident_claims.source,
        incident_claims.source_via,
        incident_claims.stance,
        incident_claims.quote,
        incident_claims.char_start,
        incident_claims.canonical_url,
        appearances.published_at,
        -- the sentence on both sides of the quote, 120 characters each way at most
        regexp_extract(
            substring(
                if(incident_claims.field = 'title', articles.title, articles.text),
                greatest(incident_claims.char_start - 120, 0) + 1,
                least(incident_claims.char_start, 120)
            ),
            if(incident_claims.char_start > 120, '[.!?;\n\s]([^.!?;\n]*)$', '([^.!?;\n]*)$'),
            1
        )
        || incident_claims.quote
        || regexp_extract(
            substring(
                if(incident_claims.field = 'title', articles.title, articles.text), incident_claims.char_end + 1, 120
            ),
            '^([^.!?;\n]*)',
            1
        ) AS wording
    FROM incident_claims
    INNER JOIN articles ON incident_claims.article_id = articles.article_id
    INNER JOIN appearances
        ON
            incident_claims.incident_id = appearances.incident_id
            AND incident_claims.canonical_url = appearances.canonical_url
            AND incident_claims.metric = appearances.metric
            AND incident_claims.label = appearances.label
            AND incident_claims.source IS NOT DISTINCT FROM appearances.source
    WHERE
        incident_claims.metric IN ('cause', 'origin', 'actor')
        AND incident_claims.label IS NOT NULL
        AND incident_claims.label != 'unknown'
),

graded_blames AS (
    SELECT
        blames.*,
        CASE
            WHEN blames.metric = 'origin' THEN blames.label
            WHEN blames.metric = 'actor' THEN coalesce(countries.country, 'culprit')
            WHEN blames.label IN ('cyberattack', 'ddos', 'ransomware') THEN 'attack'
            WHEN blames.label = 'third_party' THEN 'third_party'
            ELSE 'fault'
        END AS subject,
        CASE
            WHEN
                blames.metric = 'origin'
                AND regexp_matches(blames.wording, '(?i)\b(area|region|vicinity|neighbou?rhood)s?\b') THEN 1
            WHEN
                blames.metric = 'origin'
                AND regexp_matches(
                    blames.wording,
                    '(?i)\b(ips?|address(es)?|traffic|requests?|devices?|machines?|computers?|servers?|packets?)\b'
                ) THEN 2
            WHEN blames.metric = 'origin' THEN 3
            WHEN
                countries.country IS NOT NULL
                AND regexp_matches(
                    blames.label, '(?i)govern|state|intelligence|military|army|ministry|security serv|kremlin|regime'
                ) THEN 4
            WHEN countries.country IS NOT NULL THEN 3
            WHEN blames.label IN ('cyberattack', 'technical_issue', 'third_party') THEN 1
            WHEN blames.metric = 'actor' AND regexp_matches(blames.label, '^[^A-Z]*$') THEN 1
            ELSE 2
        END AS specificity,
        CASE
            WHEN blames.stance IN ('disputed', 'denied') THEN 0
            WHEN blames.stance = 'suggested' THEN 1
            WHEN blames.stance = 'confirmed' THEN 4
            WHEN blames.source IS NULL THEN 3
            ELSE 2
        END AS certainty
    FROM blames
    LEFT JOIN countries ON blames.metric = 'actor' AND regexp_matches(blames.label, '(?i)' || countries.pattern)
    -- a label that names two countries is one blame
    QUALIFY row_number() OVER (PARTITION BY blames.incident_id, blames.claim_id ORDER BY countries.country ASC) = 1
),

accounts AS (
    SELECT
        graded_blames.*,
        dense_rank() OVER (
            PARTITION BY graded_blames.incident_id, graded_blames.subject
            ORDER BY graded_blames.published_at ASC NULLS LAST, graded_blames.article_id ASC
        ) AS step
    FROM graded_blames
    QUALIFY
        row_number() OVER (
            PARTITION BY graded_blames.incident_id, graded_blames.subject, graded_blames.article_id
            ORDER BY
                graded_blames.certainty = 0 ASC,
                graded_blames.specificity DESC,
                graded_blames.certainty DESC,
                graded_blames.char_start ASC,
                graded_blames.claim_id ASC
        ) = 1
),

-- Each source's first account of a subject, which others can drift from; a kind of culprit is no other kind.
first_accounts AS (
    SELECT accounts.*
    FROM accounts
    WHERE accounts.certainty > 0 AND accounts.published_at IS NOT NULL
    QUALIFY
        row_number() OVER (
            PARTITION BY
                accounts.incident_id,
                accounts.subject,
                lower(accounts.source),
                if(accounts.subject = 'culprit', lower(accounts.label), '')
            ORDER BY accounts.published_at ASC, accounts.article_id ASC
        ) = 1
),

-- One source is named by more or fewer words: "Elon Musk" and "X owner Elon Musk".
paired_accounts AS (
    SELECT
        accounts.*,
        first_accounts.claim_id AS first_claim_id,
        first_accounts.outlet_name AS first_outlet_name,
        first_accounts.wording AS first_wording,
        first_accounts.specificity AS first_specificity,
        first_accounts.certainty AS first_certainty
    FROM accounts
    LEFT JOIN first_accounts
        ON
            accounts.incident_id = first_accounts.incident_id
            AND accounts.subject = first_accounts.subject
            AND accounts.published_at > first_accounts.published_at
            AND accounts.certainty > 0
            AND (
                contains(lower(accounts.source), lower(first_accounts.source))
                OR contains(lower(first_accounts.source), lower(accounts.source))
                OR (
                    accounts.source IS NULL
                    AND (accounts.subject != 'culprit' OR lower(accounts.label) = lower(first_accounts.label))
                )
            )
    QUALIFY
        row_number() OVER (
            PARTITION BY accounts.incident_id, accounts.subject, accounts.claim_id
            ORDER BY first_accounts.published_at ASC NULLS LAST, first_accounts.claim_id ASC
        ) = 1
),

drifted_accounts AS (
    SELECT
        *,
        CASE
            WHEN published_at IS NULL OR certainty = 0 THEN NULL
            WHEN first_claim_id IS NULL THEN 'first'
            WHEN specificity > first_specificity AND certainty > first_certainty THEN 'more_specific_and_certain'
            WHEN specificity > first_specificity THEN 'more_specific'
            WHEN specificity < first_specificity THEN 'weaker'
            WHEN certainty > first_certainty THEN 'more_certain'
            WHEN certainty < first_certainty THEN 'weaker'
            ELSE 'same'
        END AS drift
    FROM paired_accounts
)

SELECT
    incident_id,
    subject,
    if(published_at IS NULL, NULL, step) AS step,
    published_at,
    outlet,
    outlet_name,
    witness_id,
    metric,
    label,
    source,
    source_via,
    stance,
    specificity,
    certainty,
    drift,
    CASE WHEN drift = 'first' THEN claim_id WHEN drift IS NOT NULL THEN first_claim_id END AS first_claim_id,
    trim(wording) AS wording,
    quote,
    canonical_url,
    claim_id,
    CASE
        WHEN drift IN ('more_specific', 'more_certain', 'more_specific_and_certain')
            THEN
                '“' || trim(first_wording) || '” (' || first_outlet_name || ') became “' || trim(wording) || '” ('
                || outlet_name || '): '
                || CASE drift
                    WHEN 'more_specific' THEN 'more specific.'
                    WHEN 'more_certain' THEN 'more certain.'
                    ELSE 'more specific and more certain.'
                END
    END AS explanation
FROM drifted_accounts
