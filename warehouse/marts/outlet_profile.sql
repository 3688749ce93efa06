-- How does each outlet cover outages: how early, how specific, how often alone, how often revised?
--
-- Grain    one row per outlet
-- Reads    outlet_coverage
-- Feeds    dashboard: Outlets; question 18
-- Without  articles that no incident has
--
-- Every share stands beside what it is a share of; one of few cases says little.
--
-- outlet                 registrable domain
-- outlet_name            what people call the outlet
-- incident_count         incidents that it tells of
-- first_started_on       local date of the earliest of them
-- last_started_on        local date of the latest
-- page_count             pages on them
-- claim_count            claims on them
-- raced_count            incidents that others tell of too, in which its pages have a date
-- first_count            those among them that it told of first, certainly or likely
-- certainly_first_count  those that it certainly told of first
-- first_percent          100 * first_count / raced_count; NULL with none
-- median_minutes_behind  median over raced_count of the minutes after the first account of anyone; 0 where it was first
-- metric_count           kinds of claims that others make too, over all incidents
-- first_metric_count     those that it had first, certainly or likely
-- first_metric_percent   100 * first_metric_count / metric_count; NULL with none
-- claims_per_incident    claim_count / incident_count
-- sourced_count          claims that name a source other than the outlet itself
-- sourced_percent        100 * sourced_count / claim_count; NULL with none
-- figure_count           claims with a number
-- exact_count            those among them without "about", "over", "up to", "thousands" or a range
-- exact_percent          100 * exact_count / figure_count; NULL with none
-- clock_count            claims with a clock time
-- zoned_count            those among them whose zone the text states
-- zoned_percent          100 * zoned_count / clock_count; NULL with none
-- statement_count        different things that it says, over incidents with several witnesses
-- alone_count            those among them that no other outlet says too, but in the same text
-- alone_percent          100 * alone_count / statement_count; NULL with none
-- revised_page_count     pages whose text changed after we first fetched them
-- revised_percent        100 * revised_page_count / page_count
-- figure_edit_count      figures that it changed
WITH sums AS (
    SELECT
        outlet,
        max(outlet_name) AS outlet_name,
        count(*) AS incident_count,
        min(started_on) AS first_started_on,
        max(started_on) AS last_started_on,
        cast(sum(page_count) AS BIGINT) AS page_count,
        cast(sum(claim_count) AS BIGINT) AS claim_count,
        count(*) FILTER (is_raced AND is_dated) AS raced_count,
        count(*) FILTER (is_first) AS first_count,
        count(*) FILTER (is_certainly_first) AS certainly_first_count,
        median(minutes_after_first) AS median_minutes_behind,
        cast(sum(metric_count) AS BIGINT) AS metric_count,
        cast(sum(first_metric_count) AS BIGINT) AS first_metric_count,
        cast(sum(sourced_count) AS BIGINT) AS sourced_count,
        cast(sum(figure_count) AS BIGINT) AS figure_count,
        cast(sum(exact_count) AS BIGINT) AS exact_count,
        cast(sum(clock_count) AS BIGINT) AS clock_count,
        cast(sum(zoned_count) AS BIGINT) AS zoned_count,
        cast(sum(statement_count) AS BIGINT) AS statement_count,
        cast(sum(alone_count) AS BIGINT) AS alone_count,
        cast(sum(revised_page_count) AS BIGINT) AS revised_page_count,
        cast(sum(figure_edit_count) AS BIGINT) AS figure_edit_count
    FROM outlet_coverage
    GROUP BY outlet
)

SELECT
    outlet,
    outlet_name,
    incident_count,
    first_started_on,
    last_started_on,
    page_count,
    claim_count,
    raced_count,
    first_count,
    certainly_first_count,
    100 * first_count / nullif(raced_count, 0) AS first_percent,
    median_minutes_behind,
    metric_count,
    first_metric_count,
    100 * first_metric_count / nullif(metric_count, 0) AS first_metric_percent,
    claim_count / incident_count AS claims_per_incident,
    sourced_count,
    100 * sourced_count / nullif(claim_count, 0) AS sourced_percent,
    figure_count,
    exact_count,
    100 * exact_count / nullif(figure_count, 0) AS exact_percent,
    clock_count,
    zoned_count,
    100 * zoned_count / nullif(clock_count, 0) AS zoned_percent,
    statement_count,
    alone_count,
    100 * alone_count / nullif(statement_count, 0) AS alone_percent,
    revised_page_count,
    100 * revised_page_count / nullif(page_count, 0) AS revised_percent,
    figure_edit_count
FROM sums
