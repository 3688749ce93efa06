"""What was read in an article as evidence on its subject: many claims speak for an outage, hardly any against it.

Words alone leave articles in doubt: a follow-up that tells of a fault in its own terms, a piece on maintenance with all
the words of a failure. The limits below were chosen on 432 articles that people marked, and halve the mistakes there.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.relevance.decision import RELEVANT_FROM, Decision

# Below this no number of claims makes up for what the words say, so that nothing need be read.
WORTH_READING = -1.25
_FEW, _MANY_KINDS = 3, 3
_A_CLAIM, _CLAIMS_AT_MOST = 0.6, 3.5
_SILENCE_AT_MOST = 2.5
# A report of three sentences may hold a single claim.
_LONG_CHARS = 900


def look_again(decision: Decision, *, claim_count: int, kind_count: int, chars: int) -> Decision:
    """
    The decision with what was read weighed in.

    claim_count  Claims on the article's own outage, without background.
    kind_count   Their metrics.
    chars        Length of the text.
    """
    points = _points(claim_count, kind_count, chars, is_of_other=decision.is_of_other)
    if not points:
        return decision
    what = f"{claim_count} claims of {kind_count} kinds were read in it"
    score = round(decision.score + points, 2)
    return replace(
        decision, is_relevant=score >= RELEVANT_FROM, score=score, reasons=(*decision.reasons, f"{points:+.1f} {what}")
    )


def _points(claim_count: int, kind_count: int, chars: int, *, is_of_other: bool) -> float:
    if claim_count < _FEW:
        return -_SILENCE_AT_MOST * (_FEW - claim_count) / _FEW if chars > _LONG_CHARS else 0.0
    if is_of_other:
        return 0.0
    points = min(_CLAIMS_AT_MOST, _A_CLAIM * (claim_count - _FEW))
    return points if kind_count >= _MANY_KINDS else points / 2
