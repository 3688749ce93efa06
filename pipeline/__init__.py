"""Outwire: what the wires say about outages, side by side.

The table of contents. A story passes through these stages, in this order; each is a module of that name with a
`run` at its bottom:

    poll_feeds        Source  -> Entry      what the feeds list that is new
    fetch_pages       Entry   -> Page       the pages, archived as they were answered
    extract_text      Page    -> Article    the readable text, with its dates
    read_claims       Article -> Claim      what the text says about an outage
    check_quality     Claim   -> Claim      what breaks an expectation goes to quarantine
    load_warehouse    a batch -> tables     one transaction, whole or not at all
    compare_coverage  tables  -> marts      who said what, where they differ, and why
    publish_snapshot  tables  -> snapshot   the copy that dashboards and analysts open
"""

STAGES = (
    "poll_feeds",
    "fetch_pages",
    "extract_text",
    "read_claims",
    "check_quality",
    "load_warehouse",
    "compare_coverage",
    "publish_snapshot",
)

# The first six work on one batch; the last two on the whole warehouse.
BATCH_STAGES = STAGES[:6]
