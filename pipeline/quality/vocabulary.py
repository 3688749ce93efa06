"""The closed sets that claims are written in: labels, units and limits by metric, regions, zones.

A second list of what `claims/` produces, on purpose: the check must not share the mistakes of what it checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

import pycountry

_CONTINENTS = frozenset({"EUROPE", "ASIA", "AFRICA", "NORTH-AMERICA", "SOUTH-AMERICA", "OCEANIA"})
_SHARES = """
    app website server login feed messaging streaming payment connection calls internet signal search posting uploading
    checkout other
"""
_CAUSES = """
    cyberattack ddos ransomware configuration_change software_update software_bug dns routing network power cooling
    hardware capacity third_party cable_cut human_error certificate maintenance unknown technical_issue
"""
_LABELS: Mapping[str, frozenset[str]] = {
    "report_count": frozenset({"peak", "at_time", "total"}),
    "report_share": frozenset(_SHARES.split()),
    "time_point": frozenset({"start", "wave", "peak", "eased", "restored", "ongoing"}),
    "cause": frozenset(_CAUSES.split()),
    "response": frozenset(
        {"acknowledged", "investigating", "fix_in_progress", "restored", "apologised", "no_comment", "denied"}
    ),
    "financial_impact": frozenset({"revenue_loss", "share_price", "compensation", "fine", "damage"}),
}
_LABEL_OPTIONAL = frozenset({"report_count", "affected_count", "duration", "wave_count"})
_COUNTED = frozenset({"users", "customers", "devices", "flights", "accounts", "companies", "people"})
_UNITS: Mapping[str, frozenset[str]] = {
    "report_count": frozenset({"reports", "users"}),
    "report_share": frozenset({"percent"}),
    "affected_count": _COUNTED,
    "duration": frozenset({"minutes"}),
    "wave_count": frozenset({"waves"}),
}
# The most that one claim can mean. Trackers: the largest day that Downdetector has published (20 October 2025, AWS)
# had 17 million reports worldwide, so six times that. People and accounts: a little above all people on earth.
# Flights: a day has 100,000 to 130,000 worldwide; ten days of it. Companies: registered ones are near 360 million.
PLAUSIBLE: Mapping[str, float] = {
    "reports": 100e6,
    "users": 10e9,
    "customers": 10e9,
    "accounts": 10e9,
    "people": 10e9,
    "devices": 30e9,
    "flights": 1e6,
    "companies": 400e6,
    "waves": 100,
}


def is_label_known(metric: str, label: str | None) -> bool:
    """Whether the metric can have this label; None counts where the metric has no labels or leaves them open."""
    if metric in ("affected_region", "origin"):
        return label is not None and is_region_known(label, wide=metric == "affected_region")
    if metric == "actor":
        return bool(label and label.strip())
    if label is None:
        return metric in _LABEL_OPTIONAL
    return label in _LABELS.get(metric, frozenset())


def is_unit_known(metric: str, unit: str | None, *, has_value: bool) -> bool:
    """Whether a claim of the metric can be in this unit; without a value it needs none."""
    if unit is None:
        return not has_value
    if metric == "financial_impact":
        return unit == "percent" or unit in _currencies()
    return unit in _UNITS.get(metric, frozenset())


def is_region_known(code: str, *, wide: bool = False) -> bool:
    """Whether it is an ISO 3166 alpha-2 code in use, or with `wide` a continent or the world."""
    return code in _countries() or (wide and (code == "WORLD" or code in _CONTINENTS))


def is_timezone_known(name: str) -> bool:
    """Whether it is a name of the IANA database."""
    return name in _timezones()


@cache
def _countries() -> frozenset[str]:
    return frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}  # Kosovo has no official code


@cache
def _currencies() -> frozenset[str]:
    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())
