"""Errors and drop reasons: every one described, none unused."""

from __future__ import annotations

import inspect
from pathlib import Path

from pipeline import errors
from pipeline.errors import DROP_REASONS, RETRYABLE, OutwireError, RequestRefused, UsageError

PIPELINE = Path(errors.__file__).parent


def causes() -> list[type[OutwireError]]:
    return [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, OutwireError) and kind is not OutwireError
    ]


def test_every_cause_says_when_it_is_raised() -> None:
    assert [kind.__name__ for kind in causes() if not (kind.__doc__ or "").strip().startswith("Raised ")] == []


def test_only_what_the_user_asked_wrongly_shares_an_exit_code() -> None:
    codes = [kind.exit_code for kind in causes() if not issubclass(kind, UsageError)]
    assert sorted(set(codes)) == sorted(codes)
    assert 0 not in codes
    assert UsageError.exit_code not in codes


def test_every_drop_reason_is_explained_in_a_sentence() -> None:
    assert [name for name, meaning in DROP_REASONS.items() if not meaning.endswith(".")] == []


def test_every_drop_reason_is_used_somewhere() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in PIPELINE.rglob("*.py") if path.name != "errors.py")
    assert [name for name in DROP_REASONS if f'"{name}"' not in sources] == []


def test_what_may_be_tried_again_is_a_drop_reason() -> None:
    assert set(DROP_REASONS) >= RETRYABLE


def test_a_refused_request_carries_its_reason_and_when_to_come_back() -> None:
    error = RequestRefused("http_busy", "429", status=429, retry_after_seconds=60)
    assert str(error) == "http_busy: 429"
    assert (error.reason, error.status, error.retry_after_seconds) == ("http_busy", 429, 60)
