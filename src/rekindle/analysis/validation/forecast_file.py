"""A forecast as a dated file with its hash: quantiles of what would be recorded, by measure, place and period."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from rekindle.analysis.validation.discrepancy import HALF_LIFE, LASTING, gap, would_be_recorded
from rekindle.analysis.validation.forecast import SCENARIO, Outlook
from rekindle.ensemble.manifest import manifest
from rekindle.files import write_bytes, write_text
from rekindle.json_text import json_text
from rekindle.version import VERSION

QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
YEARS = 5

SPREAD = {
    "deaths_documented": 0.4, "attacks": 0.15, "members": 1.15, "idps": 0.12, "returnees": 0.12, "attacks_abroad": 0.3,
    "deaths_abroad": 0.6,
}  # fmt: skip
"""Standard deviation, on the scale log(1 + number), with which a figure passes by: beside it stands the gap that lasts."""

UNITS = {
    "deaths_documented": "deaths that UCDP would document, conflicts that involve the group",
    "attacks": "attacks by the group, definition of the CTC",
    "members": "members, open and covert, at the period's end, as estimators would put them",
    "idps": "people displaced at the period's end, IOM DTM",
    "returnees": "people returned by the period's end, cumulative, IOM DTM",
    "attacks_abroad": "attacks linked to the group",
    "deaths_abroad": "people killed in them, without the attackers",
}
STOCKS = ("members", "idps", "returnees")
ABROAD = ("attacks_abroad", "deaths_abroad")
HOME = "europe"


def targets(outlook: Outlook) -> list[tuple[str, str]]:
    """The measures and places that are forecast, in a fixed order."""
    frame = outlook.frame
    affiliates = [str(frame.scenario.places[name].country).lower() for name in frame.abroad
                  if frame.scenario.places[name].kind == "affiliate"]  # fmt: skip
    first = frame.countries[0]
    return [
        *(("deaths_documented", country) for country in frame.countries), ("attacks", first),
        ("members", "+".join(frame.countries)), ("idps", first), ("returnees", first), *((m, HOME) for m in ABROAD),
        *(("deaths_documented", country) for country in affiliates),
    ]  # fmt: skip


def periods(origin: date) -> Iterator[tuple[str, date, date]]:
    """The years after an origin at the end of a year, each with its quarters: name, first and last day."""
    for year in range(origin.year + 1, origin.year + 1 + YEARS):
        yield str(year), date(year, 1, 1), date(year, 12, 31)
        for quarter in range(1, 5):
            first = date(year, 3 * quarter - 2, 1)
            after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
            yield f"{year}-Q{quarter}", first, after - timedelta(days=1)


def forecast_of(outlook: Outlook, origin: date, seed: int) -> dict[str, Any]:
    """The forecast of the years after an origin: `{origin, version, manifest, targets}`."""
    rows = []
    for measure, place in targets(outlook):
        lasting = gap(outlook, measure, place, origin, SPREAD[measure])
        for name, start, end in periods(origin):
            stock = measure in STOCKS
            numbers = outlook.stock(measure, place, end) if stock else outlook.flow(measure, place, start, end)
            years = ((end if stock else start + (end - start) / 2) - origin).days / 365.25
            seen = would_be_recorded(
                numbers, f"{measure} {place}", name, SPREAD[measure], seed, outlook.worlds, lasting.after(years)
            )
            marks = np.quantile(seen, QUANTILES)
            quantiles = {f"{q:g}": float(f"{x:.5g}") for q, x in zip(QUANTILES, marks, strict=True)}
            rows.append({"measure": measure, "place": place, "period": name, "unit": UNITS[measure], "quantiles": quantiles})
    about = manifest(outlook.frame, policy="historical", policy_text="", seed=seed, requested=outlook.worlds.size,
                     done=outlook.worlds.size)  # fmt: skip
    about |= {"scenario": SCENARIO, "spread_of_observing": SPREAD, "spread_of_the_lasting_gap": LASTING,
              "half_life_of_the_gap_in_years": HALF_LIFE}  # fmt: skip
    return {"origin": origin.isoformat(), "version": VERSION, "manifest": about, "targets": rows}


def write_forecast(folder: Path, found: dict[str, Any]) -> Path:
    """Write a forecast as ORIGIN.json with its SHA-256 beside it (as `sha256sum -c` reads it); the file."""
    file = folder / f"{found['origin']}.json"
    text = (json_text(found) + "\n").encode()
    write_bytes(file, text)
    write_text(file.with_suffix(".json.sha256"), f"{hashlib.sha256(text).hexdigest()}  {file.name}\n")
    return file
