"""A forecast as a dated file with its hash: quantiles of what would be recorded, by measure, place and period."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from rekindle.analysis.validation.discrepancy import HALF_LIFE, gap, would_be_recorded
from rekindle.analysis.validation.forecast import Outlook
from rekindle.ensemble.manifest import manifest
from rekindle.errors import UsageError
from rekindle.files import write_bytes, write_text
from rekindle.json_text import json_text
from rekindle.scenario.calibration import ForecastEntry
from rekindle.scenario.problem import nearest
from rekindle.version import VERSION

QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
STOCKS = ("members", "idps", "returnees")


def targets(says: ForecastEntry) -> list[tuple[str, str]]:
    """The measures and places that are forecast, in the order of the calibration."""
    return [(one.measure, place) for one in says.targets for place in one.places]


def periods(origin: date, years: int) -> Iterator[tuple[str, date, date]]:
    """The years after an origin at the end of a year, each with its quarters: name, first and last day."""
    for year in range(origin.year + 1, origin.year + 1 + years):
        yield str(year), date(year, 1, 1), date(year, 12, 31)
        for quarter in range(1, 5):
            first = date(year, 3 * quarter - 2, 1)
            after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
            yield f"{year}-Q{quarter}", first, after - timedelta(days=1)


def forecast_of(outlook: Outlook, says: ForecastEntry, origin: date, years: int, seed: int) -> dict[str, Any]:
    """The forecast of the years after an origin: `{origin, version, manifest, targets}`."""
    rows = []
    _check(outlook, says)
    for measure, place in targets(says):
        told = says.measures[measure]
        lasting = gap(outlook, measure, place, origin, told.spread, told.lasting)
        for name, start, end in periods(origin, years):
            stock = measure in STOCKS
            numbers = outlook.stock(measure, place, end) if stock else outlook.flow(measure, place, start, end)
            ahead = ((end if stock else start + (end - start) / 2) - origin).days / 365.25
            seen = would_be_recorded(
                numbers, f"{measure} {place}", name, told.spread, seed, outlook.worlds, lasting.after(ahead)
            )
            marks = np.quantile(seen, QUANTILES)
            quantiles = {f"{q:g}": float(f"{x:.5g}") for q, x in zip(QUANTILES, marks, strict=True)}
            rows.append({"measure": measure, "place": place, "period": name, "unit": told.unit, "quantiles": quantiles})
    about = manifest(outlook.frame, policy="historical", policy_text="", seed=seed, requested=outlook.worlds.size,
                     done=outlook.worlds.size)  # fmt: skip
    about |= {"spread_of_observing": {name: one.spread for name, one in says.measures.items()},
              "spread_of_the_lasting_gap": {name: one.lasting for name, one in says.measures.items()},
              "half_life_of_the_gap_in_years": HALF_LIFE}  # fmt: skip
    return {"origin": origin.isoformat(), "version": VERSION, "manifest": about, "targets": rows}


def _check(outlook: Outlook, says: ForecastEntry) -> None:
    """Raise UsageError for a target that a run does not write down."""
    for measure, place in targets(says):
        if (measure, place) not in outlook.weekly:
            known = [f"{measure} of {place}" for measure, place in outlook.weekly]
            near = nearest(f"{measure} of {place}", known)
            hint = f" Did you mean {near}?" if near else ""
            raise UsageError(f"no forecast can be made of {measure} of {place}: a run does not write it down.{hint}")


def write_forecast(folder: Path, found: dict[str, Any]) -> Path:
    """Write a forecast as ORIGIN.json with its SHA-256 beside it (as `sha256sum -c` reads it); the file.

    A forecast that is on file is never written over: another one from the same day becomes ORIGIN.v2.json, and so on.
    """
    text = (json_text(found) + "\n").encode()
    file, number = folder / f"{found['origin']}.json", 2
    while file.exists() and file.read_bytes() != text:
        file, number = folder / f"{found['origin']}.v{number}.json", number + 1
    write_bytes(file, text)
    write_text(file.with_suffix(".json.sha256"), f"{hashlib.sha256(text).hexdigest()}  {file.name}\n")
    return file
