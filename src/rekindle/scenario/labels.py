"""What a scenario calls its countries, cities, banks and places: the labels of its file by id."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from rekindle.scenario.parts import HELD_AGAIN, Return
from rekindle.variables import current

if TYPE_CHECKING:
    from rekindle.scenario.schema import Scenario


class Labels:
    """Labels of a scenario by id. Without a scenario every id is its own label."""

    def __init__(self, scenario: Scenario | None = None) -> None:
        self.scenario = scenario

    def of(self, name: str) -> str:
        """What a country, city, bank of a city, place, or home region is called; an id that is none of them in words."""
        return self._known.get(name) or name.replace("_", " ").capitalize()

    def current(self, name: str) -> str:
        """The name that an outcome has today, for one that may be old."""
        return current(name, self.city_id, self.country_id)

    @property
    def city_id(self) -> str:
        """Id of the first city."""
        return next(iter(self.scenario.cities), "") if self.scenario else ""

    @property
    def country_id(self) -> str:
        """Id of the first country."""
        return next(iter(self.scenario.countries), "") if self.scenario else ""

    @property
    def defaults(self) -> dict[str, str]:
        """What definitions of outcomes say beside their places: until when a battle counts, what counts as a return."""
        counts = self.scenario.outcomes if self.scenario else None
        latest = (counts.battles_end or self.scenario.until) if counts and self.scenario else None
        return {"deadline": f"{latest.day} {latest:%B %Y}" if latest else "the horizon", "begin": "the start"}

    def counts_as_return(self, country: str) -> str:
        """What has to be under the group's control again in a country: "100,000 people"."""
        counts = self.scenario.outcomes.returns.get(country) if self.scenario else None
        counts = counts or Return()
        return f"{counts.km2:,.0f} km2" if counts.km2 else f"{counts.people or HELD_AGAIN:,.0f} people"

    def is_home(self, name: str) -> bool:
        """Whether an id names a home region, with or without the beginning `home_`."""
        places = self.scenario.places if self.scenario else {}
        place = places.get(name) or places.get(f"home_{name}")
        return place is not None and place.kind == "home"

    @property
    def city(self) -> str:
        """The first city."""
        return self._first("cities", "the first city")

    @property
    def country(self) -> str:
        """The first country."""
        return self._first("countries", "the first country")

    @property
    def countries(self) -> str:
        """All countries of the theatre: "Iraq and Syria"."""
        labels = [country.label for country in self.scenario.countries.values()] if self.scenario else []
        return joined(labels) or "all countries"

    def _first(self, section: str, without: str) -> str:
        return next((str(one.label) for one in getattr(self.scenario, section, {}).values()), without)

    @cached_property
    def _known(self) -> dict[str, str]:
        if self.scenario is None:
            return {}
        places = self.scenario.places
        homes = {name.removeprefix("home_"): place.label for name, place in places.items() if place.kind == "home"}
        affiliates = {str(place.country).lower(): place.country for place in places.values() if place.kind == "affiliate"}
        cities = {name: city.label for name, city in self.scenario.cities.items()}
        banks = {
            f"{one.bank}_{one.city}": f"the {one.bank.replace('_', ' ')} bank of {cities.get(str(one.city), one.city)}"
            for one in places.values()
            if one.bank
        }
        countries = {name: country.label for name, country in self.scenario.countries.items()}
        own = {name: place.label for name, place in places.items()}
        return {**affiliates, **homes, **banks, **own, **cities, **countries}


def joined(parts: Iterable[str]) -> str:
    """Words joined as a sentence joins them: "a, b and c"."""
    *first, last = [*parts] or [""]
    return f"{', '.join(first)} and {last}" if first else last
