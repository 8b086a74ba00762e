"""What is wrong between entries: kinds of place, neighbours, dates, prerequisites, shares that add up to nothing.

Each check looks at the data as the file has it and passes over whatever has the wrong form: that is reported elsewhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from rekindle.scenario.checks.dates import THEATRE, before, circles, corridors, courses, entries, orders
from rekindle.scenario.checks.entries import figures_of
from rekindle.scenario.parts import ALLOWED, NEEDED, Origin, Place
from rekindle.scenario.problem import MOST, Problem, listed, nearest, short
from rekindle.scenario.quantity import Measure, Quantity, number
from rekindle.scenario.yaml.document import Path, Tree
from rekindle.scenario.yaml.shape import example, misspelt, slug
from rekindle.scenario.yaml.walk import Spot, dotted, kind_at

LONGEST = 50
"""Years from the start to the furthest day. Numbers of one war say nothing about longer times."""


def cross_problems(tree: Tree, spots: list[Spot]) -> list[Problem]:
    """Every problem between entries of a scenario's data."""
    checks = (
        _clock,
        _span,
        _origins,
        _levels,
        _kinds,
        _countries,
        _cities,
        _neighbours,
        _distances,
        _nothing_to_share,
        orders,
        circles,
        corridors,
        courses,
    )
    return list(islice(chain(*(check(tree) for check in checks), _beside(tree, spots)), MOST))


def _clock(tree: Tree) -> Iterator[Problem]:
    days = [(key, tree.data.get(key)) for key in ("start", "until", "furthest")]
    yield from before(tree, (), days[0], days[1])
    yield from before(tree, (), days[1], days[2])
    if isinstance(days[0][1], datetime.date) and days[0][1] == days[1][1]:
        what = "`until` is the day of `start`, so a run would have no week."
        yield tree.problem(("until",), what, todo="Give a later day.")


def _span(tree: Tree) -> Iterator[Problem]:
    """A slip in a year would ask for a run without end."""
    start, furthest = tree.data.get("start"), tree.data.get("furthest")
    if isinstance(start, datetime.date) and isinstance(furthest, datetime.date):
        years = (furthest - start).days / 365.25
        if years > LONGEST:
            what = f"`furthest` {furthest} is {years:,.0f} years after `start` {start}."
            yield tree.problem(("furthest",), what, f"A run has at most {LONGEST} years.", todo="Mend the dates.")


def _origins(tree: Tree) -> Iterator[Problem]:
    places = entries(tree, "places")
    for i, (name, origin) in enumerate(entries(tree, "origins").items()):
        path: Path = ("origins", name)
        for key in ("home", "share", "border", "returned", "screening", "inspired", "reach"):
            if i == 0 and key in origin:
                why = "The first origin is the local one: its members have nowhere to travel to."
                todo = "Remove it, or put the local origin first."
                yield tree.problem((*path, key), f"origins.{name} has `{key}`.", why, todo=todo)
            if i > 0 and origin.get(key) is None and key not in misspelt(Origin, origin).values():
                why = "Only the first, local origin goes without."
                todo = f"Add {example(key, *kind_at(Origin, (key,)))}."
                yield tree.problem(path, f"origins.{name} lacks `{key}`.", why, todo=todo)
        home = origin.get("home")
        if i > 0 and isinstance(home, str) and home in places and places[home].get("kind") != "home":
            todo = "Name a place of kind home, or change the kind of this one."
            yield tree.problem((*path, "home"), f"origins.{name}: `{home}` is no home region.", todo=todo)


def _levels(tree: Tree) -> Iterator[Problem]:
    levels = tree.data.get("levels")
    for key in ("local", "regional", "international") if isinstance(levels, dict) else ():
        if key not in levels:
            why = "All three levels are needed: local, regional, international."
            todo = f"Add {example(key, Quantity, (Measure('1'),))}."
            yield tree.problem(("levels",), f"levels lacks `{key}`.", why, todo=todo)


def _kinds(tree: Tree) -> Iterator[Problem]:
    for name, place in entries(tree, "places").items():
        kind = place.get("kind")
        if not isinstance(kind, str) or kind not in NEEDED:
            continue
        path: Path = ("places", name)
        for key in NEEDED[kind]:
            field = Place.model_fields[key]
            elsewhere = key not in place and (field.is_required() or key in misspelt(Place, place).values())
            if place.get(key) is None and not elsewhere:
                what, why = f"places.{name} lacks `{key}`.", f"A place of kind {kind} needs it."
                yield tree.problem(path, what, why, todo=f"Add {example(key, *kind_at(Place, (key,)))}.")
        for key in place:
            if key not in ALLOWED[kind] and key in Place.model_fields:
                why = f"A place of kind {kind} has none."
                what = f"places.{name} has `{key}`."
                yield tree.problem((*path, key), what, why, todo="Remove it, or change the kind.")


def _countries(tree: Tree) -> Iterator[Problem]:
    known, cities = entries(tree, "countries"), entries(tree, "cities")
    for name, place in entries(tree, "places").items():
        country, path = place.get("country"), ("places", name, "country")
        if place.get("kind") not in THEATRE or not isinstance(country, str) or not known:
            continue
        if country not in known:
            near = nearest(country, known)
            what = f"places.{name} is in `{short(country)}`, which is not in `countries`."
            yield tree.problem(path, what, nearest=near, todo=f"Known here: {listed(known)}.")
        city = place.get("city")
        home = cities[city].get("country") if isinstance(city, str) and city in cities else country
        if home != country:
            what = f"places.{name} is in {short(country)}, but its city {short(city)} is in {short(home)}."
            yield tree.problem(path, what, todo="Give both the same country.")


def _cities(tree: Tree) -> Iterator[Problem]:
    places = entries(tree, "places")
    with_sectors = [place.get("city") for place in places.values() if place.get("kind") == "sector"]
    for name in entries(tree, "cities"):
        if name not in with_sectors:
            todo = f"Add a place of kind sector with `city: {name}`, or remove the city."
            yield tree.problem(("cities", name), f"cities.{name} has no sector.", todo=todo)
    if places and not any(place.get("kind") in THEATRE for place in places.values()):
        todo = f"Add a place of kind {listed(THEATRE)}."
        why = "A run needs somewhere for things to happen."
        yield tree.problem(("places",), "No place belongs to the theatre.", why, todo=todo)


def _neighbours(tree: Tree) -> Iterator[Problem]:
    seen: dict[frozenset[str], tuple[str, int]] = {}
    for name, place in entries(tree, "places").items():
        given = place.get("neighbours")
        for other in given if isinstance(given, dict) else ():
            path: Path = ("places", name, "neighbours", other)
            pair = frozenset((name, other))
            if name == other:
                yield tree.problem(path, f"places.{name} is its own neighbour.", todo="Remove it.")
            elif pair in seen:
                first, line = seen[pair]
                what = f"places.{name} has the neighbour `{short(other)}` once more."
                why = f"places.{first} gives this pair in line {line} already."
                yield tree.problem(path, what, why, todo="Keep one of the two.")
            else:
                seen[pair] = (name, tree.line(path))


def _distances(tree: Tree) -> Iterator[Problem]:
    for name, force in entries(tree, "forces").items():
        given = force.get("distance")
        if not isinstance(given, dict):
            continue
        lacking = [c for c in entries(tree, "communities") if c not in given and slug(c) not in given]
        if lacking:
            what = f"forces.{name}.distance lacks {listed(lacking)}."
            yield tree.problem(("forces", name, "distance"), what, "It is needed for every community.", todo="Add it.")


def _greatest(quantity: Any) -> float | None:
    """The greatest number of a quantity, None where it has none."""
    if not isinstance(quantity, dict):
        return None
    figures = [figure for _, figure in figures_of(quantity, ())]
    numbers = [figure.get(key) for figure in figures for key in ("value", "best", "high")]
    return max((float(value) for value in numbers if value is not None and number(value)), default=None)


def _nothing_to_share(tree: Tree) -> Iterator[Problem]:
    """Shares that are made to sum to one must not all be zero."""
    groups: dict[Path, list[Any]] = {}
    for name, place in entries(tree, "places").items():
        mix = place.get("communities")
        if isinstance(mix, dict) and mix:
            groups[("places", name, "communities")] = list(mix.values())
        if isinstance(place.get("city"), str) and "residents_share" in place:
            groups.setdefault(("cities", place["city"]), []).append(place["residents_share"])
    groups[("origins",)] = [origin["share"] for origin in entries(tree, "origins").values() if "share" in origin]
    for path, shares in groups.items():
        most = [_greatest(share) for share in shares]
        if most and all(value == 0 for value in most):
            what = f"{dotted(path, tree.data)}: every share is zero, so nobody can be shared out."
            yield tree.problem(path, what, todo="Give at least one share above zero.")


def _beside(tree: Tree, spots: list[Spot]) -> Iterator[Problem]:
    """Links between numbers and figures of other definitions."""
    names = dict.fromkeys(dotted(spot.path, tree.data) for spot in spots if spot.kind is Quantity)
    for spot in spots:
        links = spot.value.get("beside") if spot.kind is Quantity and isinstance(spot.value, dict) else None
        for i, link in enumerate(links) if isinstance(links, list) else ():
            if not isinstance(link, str) or link in names or f"context.{link}" in names:
                continue
            near = nearest(link, [*names, *entries(tree, "context")])
            what = f"{dotted(spot.path, tree.data)} stands beside `{short(link, 60)}`, which this file does not hold."
            yield tree.problem((*spot.path, "beside", i), what, nearest=near, todo="Mend or remove the link.")
