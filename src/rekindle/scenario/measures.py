"""Measures that a record may hold: what the model counts, what only a record counts, and a scenario's own.

What the model counts is in the table of variables. `record/tables/measures.csv` lists what only records count. Whatever else a
scenario's record holds beside them begins with `other_`, so that a slip is never taken for a new measure.
"""

from __future__ import annotations

import csv
import re
from functools import cache, cached_property
from typing import TYPE_CHECKING

from rekindle.record.regions import all_places
from rekindle.record.tables import FOLDER
from rekindle.scenario.problem import nearest
from rekindle.variables import OUTCOMES, SERIES, current, find, series_of

if TYPE_CHECKING:
    from rekindle.scenario.schema import Scenario

OTHER = "other_"
PERIOD = re.compile(r"_(\d{4}_\d{2}|\d{4}|\d{1,2})$")


@cache
def recorded_only() -> tuple[str, ...]:
    """Patterns of the measures that only records hold, such as `revenue_month` and `plots_{place}_{year}`."""
    with (FOLDER / "measures.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["measure"] for row in csv.DictReader(file))


class Measures:
    """The measures that mean something in the record of a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        places = scenario.places.items()
        abroad = [name.removeprefix("home_") for name, place in places if place.kind == "home"]
        abroad += [str(place.country).lower() for _, place in places if place.kind == "affiliate"]
        banks = [f"{place.bank}_{place.city}" for _, place in places if place.bank]
        self.main = list(dict.fromkeys([*scenario.countries, *scenario.cities, *banks, *abroad]))
        self.places = {"", *self.main, *scenario.places, *all_places()}
        self.first = (next(iter(scenario.cities), ""), next(iter(scenario.countries), ""))
        self.found: dict[str, str] = {}
        fields = {"place": f"(?P<place>{'|'.join(map(re.escape, sorted(self.places - {''}, key=len, reverse=True)))})",
                  "year": r"\d{4}", "month": r"\d{2}"}  # fmt: skip
        self.recorded = re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", one.format(**fields)) for one in recorded_only()))

    def has(self, measure: str) -> bool:
        """Whether a measure is known, with the place in its name; an outcome's old name too."""
        if measure.startswith(OTHER) or self.recorded.fullmatch(measure):
            return True
        series, place = series_of(measure)
        if series.name in SERIES and place in self.places:
            return True
        if any(one.pattern == f"{measure}_{{place}}" for one in OUTCOMES):
            return True  # with its place in the column beside it
        outcome = find(current(measure, *self.first))
        return outcome is not None and outcome[1].get("place", "") in self.places

    def nearest(self, measure: str) -> str:
        """The known measure most like one that is not known, with its period; empty where none is like it."""
        if measure not in self.found:
            self.found[measure] = self._nearest(measure)
        return self.found[measure]

    def _nearest(self, measure: str) -> str:
        period = PERIOD.search(measure)
        stem = measure[: period.start()] if period else measure
        alike = [one for one in self._stems if one[:2] == stem[:2]]
        near = nearest(stem, alike) or nearest(stem, self._stems)
        names = (near + (period[0] if period else ""), near) if near else ()
        return next((name for name in names if self.has(name)), "")

    @cached_property
    def _stems(self) -> list[str]:
        """Names without periods, for suggestions: series, outcomes and what only records hold, with main places."""
        patterns = [*(one.pattern for one in OUTCOMES), *recorded_only()]
        bare = [re.sub(r"(_\{(?!place)\w+\})+(_12)?", "", one) for one in patterns]
        bare += [*SERIES, *(f"{name}_{{place}}" for name in SERIES)]
        old = [one.removesuffix("_{place}") for one in bare if one.endswith("_{place}")]
        names = [one for one in (*bare, *old) if "{" not in one]
        names += [one.format(place=place) for place in self.main for one in bare if "{" in one]
        return list(dict.fromkeys(names))
