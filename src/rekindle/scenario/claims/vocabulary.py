"""The names a claims file may use: metrics of the table of variables and the model's series, and mechanisms.

What else a name may be (a place, a policy, a source) is the scenario's affair: whoever has one passes its names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from rekindle.model.series import (
    ABROAD_SERIES,
    COUNTRY_SERIES,
    NATION_SERIES,
    ORIGIN_SERIES,
    PART_SERIES,
    PLACE_SERIES,
)
from rekindle.variables import LOST_WEEKS, OUTCOMES, RETURN_YEARS, current, find

if TYPE_CHECKING:
    from rekindle.scenario.schema import Scenario

MECHANISMS = (
    "campaign", "assault", "advance", "air-power", "morale-and-rout", "stance", "corridor", "melting-away",
    "civilians", "militia-conduct", "grievance", "recruitment", "intelligence", "counter-terrorism",
    "counter-insurgency", "leadership", "appeal", "local-attacks", "attacks-abroad", "foreign-fighters-ways",
    "affiliates", "return-to-territory", "governance-and-will", "three-levels", "funds",
)  # fmt: skip
"""What happens in the model, in the order of its description."""

_NATION = frozenset(field.name for field in NATION_SERIES)
_BY_COUNTRY = tuple(dict.fromkeys(field.name for field in (*COUNTRY_SERIES, *PART_SERIES, *ABROAD_SERIES)))
_PLACE = frozenset(field.name for field in (*PLACE_SERIES, *ABROAD_SERIES))
_ORIGIN = frozenset(f"{field.name}_by_origin" for field in ORIGIN_SERIES)


def kind_of(name: str) -> str | None:
    """What a metric is: an outcome (one number a world), or a series: national, by place, or by origin. None is no metric.

    A national series of a country, city, bank or place abroad ends with its id, `attacks_iraq`; whether a scenario has such a
    place is another question.
    """
    if name in _PLACE:
        return "place"
    if name in _ORIGIN:
        return "origin"
    if name in _NATION:
        return "national"
    found = find(current(name, "x", "x"))
    if found:
        return "outcome" if found[0].axes != ("place",) else None  # of each place: more than one number a world
    return "national" if any(name.startswith(f"{series}_") for series in _BY_COUNTRY) else None


class Metrics(Mapping[str, str]):
    """Metrics and their kinds: every name of the right form, or those of one scenario, to choose and to suggest from."""

    def __init__(self, names: Collection[str] = (), first: tuple[str, str] = ("", "")) -> None:
        self.names, self.first = dict.fromkeys(names), first

    def __getitem__(self, name: str) -> str:
        kind = kind_of(name)
        if kind is None or (self.names and current(name, *self.first) not in self.names):
            raise KeyError(name)
        return kind

    def __iter__(self) -> Iterator[str]:
        return iter(self.names or _forms())

    def __len__(self) -> int:
        return len(self.names) or len(_forms())


def _forms() -> list[str]:
    """Forms of all names: `attacks_{place}_{year}`."""
    national = [*sorted(_NATION), *(f"{series}_{{place}}" for series in _BY_COUNTRY)]
    return [
        *(variable.pattern for variable in OUTCOMES if variable.axes != ("place",)),
        *national,
        *sorted(_PLACE),
        *sorted(_ORIGIN),
    ]


METRICS = Metrics()


def metrics_of(scenario: Scenario) -> Metrics:
    """The metrics that runs of a scenario can give, to whatever day they may be asked for."""
    places = scenario.places.values()
    homes = [name.removeprefix("home_") for name, place in scenario.places.items() if place.kind == "home"]
    by_axis = {
        "country": list(scenario.countries),
        "city": list(scenario.cities),
        "bank": list(dict.fromkeys(f"{place.bank}_{place.city}" for place in places if place.bank)),
        "home": homes,
        "affiliate": [str(place.country).lower() for place in places if place.kind == "affiliate"],
    }
    years = [str(year) for year in range(scenario.start.year, scenario.furthest.year + 1)]
    months = [f"{month:02d}" for month in range(1, 13)]
    values = {"year": years, "month": months, "years": [str(n) for n in RETURN_YEARS], "weeks": [str(LOST_WEEKS)]}
    names: list[str] = []
    for variable in (one for one in OUTCOMES if one.axes != ("place",)):
        values["place"] = list(dict.fromkeys(name for axis in variable.axes for name in by_axis[axis]))
        fields = re.findall(r"\{(\w+)\}", variable.pattern)
        names += [
            variable.pattern.format(**dict(zip(fields, chosen, strict=True)))
            for chosen in product(*(values[field] for field in fields))
        ]
    abroad = [name for name, place in scenario.places.items() if place.kind in ("home", "affiliate")]
    for series, ids in (
        (COUNTRY_SERIES, by_axis["country"]),
        (PART_SERIES, [*by_axis["city"], *by_axis["bank"]]),
        (ABROAD_SERIES, abroad),
    ):
        names += [f"{field.name}_{name}" for field in series for name in ids]
    first = (next(iter(scenario.cities), ""), next(iter(scenario.countries), ""))
    return Metrics([*names, *sorted(_NATION), *sorted(_PLACE), *sorted(_ORIGIN)], first)


PLACE_GROUPS = ("homes", "affiliates")
"""Words for all places of a kind; a city or a country stands for its places too."""

ORIGIN_GROUPS = ("foreign",)
"""Every origin but the local one."""


@dataclass(frozen=True)
class Known:
    """The names that mean something to whoever reads the file. None is unknown: then any name will do."""

    metrics: Mapping[str, str] = field(default_factory=lambda: METRICS)
    places: Collection[str] | None = None
    origins: Collection[str] | None = None
    quantities: Collection[str] | None = None
    policies: Collection[str] | None = None
    scenarios: Collection[str] | None = None
    scenario: str | None = None
    """The scenario that places, origins and quantities are of; what names another one is checked when it is run."""
    measures: Collection[str] | None = None
    latest_fall: date | None = None
    """The day until which a city's fall is looked for, where the scenario sets one: N years after it end N years later."""
    sources: Collection[str] | None = None
