"""The material of pictures: results, scenario and record of one run, and the questions that every picture asks of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.ensemble.frame import THEATRE
from rekindle.record.recorded import Recorded
from rekindle.scenario.parts import Return
from rekindle.show import words
from rekindle.show.figures.recorded import about, covers
from rekindle.show.figures.spoken import unset

if TYPE_CHECKING:
    from rekindle.show.figures.bands import Results
    from rekindle.show.figures.panels import Panel
    from rekindle.show.figures.picture import Picture

MOST = 6
"""So many cities and countries are drawn; a note names the others."""
OF_BATTLES = ("battle_weeks", "displaced_total", "displaced_peak", "retaken", "lost_weeks")
OF_COUNTRIES = ("displaced", "returned", "resurgence", "resurgence_attacks", "resurgence_territory")
"""Variables whose names may leave out the first city or the first country."""
FOUGHT = 8.0
"""Weeks after the last dated order that a battle's charts hold at least."""
BRIEF = 34
"""Letters of a place's name that a panel's title has room for."""


@dataclass
class Material:
    """Results, scenario and record of one run, with the questions every picture asks of them."""

    results: Results
    scenario: Any
    record: Sequence[Recorded]

    @cached_property
    def paths(self) -> list[str]:
        return list(self.scenario.quantities())

    def rests(self, *patterns: str) -> list[str]:
        """Paths of the scenario's quantities that match the patterns, in the order of the patterns."""
        found = (path for pattern in patterns for path in self.paths if fnmatchcase(path, pattern))
        return list(dict.fromkeys(found))

    @cached_property
    def countries(self) -> dict[str, str]:
        """Labels by name of the countries that have a place in the theatre; the others have nothing to draw."""
        held = {place.country for place in self.scenario.places.values() if place.kind in THEATRE}
        known = self.scenario.countries.items()
        return {name: words.within_text(str(one.label)) for name, one in known if name in held}

    @property
    def theatre(self) -> str:
        """The countries of the theatre: "Iraq and Syria"."""
        return words.listed(list(self.countries.values()))

    @cached_property
    def cities(self) -> dict[str, str]:
        """Labels of the cities by name."""
        cities = getattr(self.scenario, "cities", None) or {}
        return {name: words.within_text(str(one.label)) for name, one in cities.items()}

    def of(self, places: Mapping[str, str], *series: str) -> dict[str, str]:
        """Those of some places, by name with their labels, of which the results have every one of the series; the first few."""
        found = [name for name in places if self.results.has(*(f"{one}_{name}" for one in series))]
        return {name: places[name] for name in found[:MOST]}

    def left_out(self, places: Mapping[str, str]) -> str:
        """A sentence that names the places that pictures have no room for; nothing where all of them are drawn."""
        missing = list(places.values())[MOST:]
        return f"Not drawn for want of room: {'; '.join(missing)}." if missing else ""

    def name(self, name: str, place: str) -> str:
        """Name of a picture of a city or country: the first one's stands alone, the others carry the name of the place."""
        return name if self._named.setdefault(name, place) == place else f"{name}_{place}"

    @cached_property
    def _named(self) -> dict[str, str]:
        return {}

    def unplaced(self, variable: str, place: str) -> str:
        """Which recorded figures without a place are of a place: "all", those "dated" in their name, or none.

        A battle's are the first city's, and those of the whole theatre the only country's.
        """
        if place and place == next(iter(self.cities), None):
            return "all" if variable.endswith("_battle") or variable in OF_BATTLES else ""
        if place and place == next(iter(self.countries), None):
            return "all" if len(self.countries) == 1 else "dated" if variable in OF_COUNTRIES else ""
        return ""

    def outcome_name(self, variable: str, place: str = "", period: str = "") -> str:
        """What the results call an outcome of a place and a period; empty where they have none."""
        name = "_".join(part for part in (variable, place, period) if part)
        return name if self.results.has(name) else ""

    def outcome(self, variable: str, place: str = "", period: str = "") -> np.ndarray:
        """An outcome of a place and a period over the worlds that have it; empty where the run does not."""
        name = self.outcome_name(variable, place, period)
        return self.results.outcome(name) if name else np.array([])

    def happened(
        self, *variables: str, place: str = "", elsewhere: Iterable[str] = (), longest: int | None = None
    ) -> list[Recorded]:
        """Recorded figures of any of the variables at a place, for days and periods that end within the run.

        `longest` leaves out figures that cover more days.
        """
        found = (row for name in variables for row in about(self.record, name, place, elsewhere, self.unplaced(name, place)))
        return [row for row in dict.fromkeys(found) if self.within(row) and (longest is None or row.days <= longest)]

    def within(self, row: Recorded) -> bool:
        """Whether a recorded figure is of this run: a longer total would be compared with a part of itself."""
        return row.end >= self.results.start and (row.end <= self.results.end or row.unit == "weeks")

    def recorded_in(self, period: str, variable: str, place: str = "") -> list[Recorded]:
        """Recorded figures of one year or month ("2018", "2018_12"): as given, or a year's as the sum of its twelve months."""
        rows = self.happened(variable, place=place)
        whole = [row for row in rows if covers(row, period)]
        if whole or "_" in period:
            return whole
        months = [row for month in range(1, 13) for row in rows if covers(row, f"{period}_{month:02d}")]
        return _summed(months) if [row.start.month for row in months] == list(range(1, 13)) else []

    @cached_property
    def year(self) -> int | None:
        """The year that sentences tell of: the last whole one of the run, up to which something is recorded if anything is."""
        results = self.results
        last = results.until.year if (results.until.month, results.until.day) == (12, 31) else results.until.year - 1
        whole = range(results.start.year + ((results.start.month, results.start.day) != (1, 1)), last + 1)
        recorded = max((row.end for row in self.record if self.within(row)), default=results.until)
        return max((year for year in whole if date(year, 12, 31) <= recorded), default=max(whole, default=None))

    @cached_property
    def deadline(self) -> date:
        """Day up to which battles are counted: the one that the scenario names, or the end of the run."""
        named = self.scenario.outcomes.battles_end
        return min(words.as_date(named) if named else self.results.until, self.results.until)

    def held_again(self, country: str) -> Return:
        """What counts as a return by territory in a country."""
        return self.scenario.outcomes.returns.get(country) or Return()

    def sectors(self, city: str) -> list[str]:
        """Sectors of a city that the results hold, in the scenario's order."""
        places = self.scenario.places
        mine = [name for name in self.results.places if name in places and places[name].kind == "sector"]
        return [name for name in mine if getattr(places[name], "city", None) == city]

    def banks(self, city: str) -> list[str]:
        """Banks of a city that has some."""
        found = (getattr(self.scenario.places[name], "bank", None) for name in self.sectors(city))
        return list(dict.fromkeys(str(bank) for bank in found if bank))

    def sector_paths(self, city: str, *fields: str) -> list[str]:
        """Patterns of the fields of a city's sectors, field by field."""
        return [f"places.{name}.{field}" for field in fields for name in self.sectors(city)]

    def place(self, name: str) -> str:
        """A place's label, or its identity where the scenario has none."""
        return words.within_text(str(getattr(self.scenario.places.get(name), "label", name)))

    def orders(self, city: str) -> list[Any]:
        """Dated orders to assault a city's sectors."""
        return [order for order in self.scenario.campaign if order.place in self.sectors(city) and order.start]

    def battle_until(self, city: str = "") -> date:
        """Last day of a battle's charts: nineteen worlds in twenty are over, or two months have passed since the last order."""
        city = city or next(iter(self.cities), "")
        weeks = self.outcome("battle_weeks", city)
        weeks = weeks[np.isfinite(weeks)]
        longest = float(np.quantile(weeks, 0.95)) if len(weeks) else 52.0
        ordered = max((words.as_date(order.start) for order in self.orders(city)), default=self.results.start)
        fought = (ordered - self.results.start).days / 7 + FOUGHT
        return min(self.results.start + timedelta(weeks=max(longest, fought) + 4), self.results.end)

    def cumulative(self, city: str, outcome: str, *series: str) -> list[Recorded]:
        """Recorded totals of a city counted from the start of the run, for charts of running totals."""
        rows = self.happened(outcome, place=city)
        near = timedelta(days=5)
        rows += [
            row
            for row in self.happened(*series, place=city)
            if abs(row.start - self.results.start) <= near and row.days > 20 and row not in rows
        ]
        return [row for row in rows if row.end <= self.results.end]

    def picture(
        self, name: str, section: str, title: str, sentence: str, panels: Sequence[Panel], rests_on: list[str], **look: Any
    ) -> Picture:
        """A picture of panels over dates; `look` is what `picture.panelled` takes."""
        from rekindle.show.figures.picture import panelled  # which loads what draws

        return panelled(self, name, section, title, sentence, panels, rests_on, **look)


def _summed(months: Sequence[Recorded]) -> list[Recorded]:
    """Twelve recorded months as one figure of their year."""
    total = sum(row.middle for row in months)
    status = "derived" if all(row.firm for row in months) else "recalled"
    first, last = months[0], months[-1]
    note = "sum of twelve recorded months"
    return [Recorded(first.measure, first.place, first.start, last.end, total, total, total, first.unit, first.source, status,
                     None, note)]  # fmt: skip


def inside(label: str) -> str:
    """A label in the middle of a sentence: "The city" becomes "the city"."""
    return label[:1].lower() + label[1:] if label.startswith("The ") else label


def brief(label: str, most: int = BRIEF) -> str:
    """A label that fits a panel's title: a longer one is cut, between two words where it has some."""
    bare = label.strip(words.MARK)
    if len(bare) <= most:
        return label
    bare = unset(bare)
    if len(bare) <= most:
        return bare
    whole = bare[:most].rpartition(" ")[0] or bare[: most - 1]
    return words.within_text(whole.rstrip(" ,;:(") + "\u2026")
