"""What is wrong with a file's content, entry by entry: numbers, units, ranges, sources, dates of knowledge, names."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from rekindle.scenario.parts import Refers
from rekindle.scenario.problem import MOST, Problem, listed, nearest, short
from rekindle.scenario.quantity import Measure, Quantity, faults, number
from rekindle.scenario.units import PLAIN, UnknownUnit, factor
from rekindle.scenario.yaml.document import Path, Tree
from rekindle.scenario.yaml.shape import slug
from rekindle.scenario.yaml.walk import Spot, dotted

NUMBERS = ("value", "low", "best", "high")
EARLIEST = datetime.date(1900, 1, 1)


def content_problems(tree: Tree, spots: Iterable[Spot], sources: Iterable[str] | None) -> list[Problem]:
    """Problems of single entries. `sources` are the ids of sources.yaml, None if it could not be read."""
    ids = None if sources is None else list(sources)
    return list(islice(_all(tree, spots, ids), MOST))


def _all(tree: Tree, spots: Iterable[Spot], ids: list[str] | None) -> Iterator[Problem]:
    for spot in spots:
        if spot.kind is Quantity:
            if isinstance(spot.value, dict):
                yield from _quantity(tree, spot, ids)
        elif spot.note(Refers) is not None:
            yield from _reference(tree, spot)
        elif spot.path and spot.path[-1] == "source":
            yield from _sources(tree, spot.path, spot.value, ids)
        elif spot.path and spot.path[-1] == "known_on":
            yield from _known_on(tree, spot.path, spot.value)


def figures_of(quantity: dict[str, Any], path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The figures of a quantity as the file has it, each with its path."""
    listed_figures = quantity.get("figures")
    if "figures" not in quantity:
        yield path, quantity
    elif isinstance(listed_figures, list):
        for i, figure in enumerate(listed_figures):
            if isinstance(figure, dict):
                yield (*path, "figures", i), figure


def unit_factor(quantity: dict[str, Any], measure: Measure | None) -> float | None:
    """What the numbers are multiplied with to be in the model's unit; None where the unit will not do."""
    if measure is None or not measure.unit:
        return 1.0
    unit = quantity.get("unit", measure.unit)
    if type(unit) not in (str, int):
        return None
    try:
        return factor(str(unit), measure.unit)
    except UnknownUnit:
        return None


def _quantity(tree: Tree, spot: Spot, sources: list[str] | None) -> Iterator[Problem]:
    measure = spot.note(Measure)
    yield from _unit(tree, spot, measure)
    ratio = unit_factor(spot.value, measure)
    for path, figure in figures_of(spot.value, spot.path):
        name = dotted(path, tree.data)
        for fault in faults(figure):
            at = (*path, fault.key) if fault.key else path
            yield tree.problem(at, f"{name} {fault.what}", fault.why, todo=fault.todo)
        if measure is not None and ratio is not None:
            yield from _range(tree, path, figure, measure, ratio)
        if "source" in figure:
            yield from _sources(tree, (*path, "source"), figure["source"], sources)
        if "known_on" in figure:
            yield from _known_on(tree, (*path, "known_on"), figure["known_on"])


def _unit(tree: Tree, spot: Spot, measure: Measure | None) -> Iterator[Problem]:
    given = spot.value.get("unit")
    if measure is None or not measure.unit or not isinstance(given, str | int) or isinstance(given, bool):
        return
    name, path, wanted = dotted(spot.path, tree.data), (*spot.path, "unit"), measure.unit
    quoted = f'"{wanted}"' if wanted[0].isdigit() else wanted
    if not str(given):
        return
    try:
        if factor(str(given), wanted) is None:
            what = f"{name} is in `{short(given)}`, which cannot be turned into `{wanted}`."
            yield tree.problem(path, what, todo=f"Give the number in {wanted} and write `unit: {quoted}`.")
    except UnknownUnit:
        near = nearest(given, [unit for unit in PLAIN if factor(unit, wanted) is not None])
        what = f"{name} is in `{short(given)}`, which is no unit known here."
        yield tree.problem(path, what, nearest=near, todo=f"Give the number in {wanted} and write `unit: {quoted}`.")


def _range(tree: Tree, path: Path, figure: dict[str, Any], measure: Measure, ratio: float) -> Iterator[Problem]:
    given = {key: float(figure[key]) for key in NUMBERS if number(figure.get(key))}
    wrong = {key: value for key, value in given.items() if not measure.holds(value * ratio)}
    if not wrong:
        return
    numbers = " and ".join(f"{key} {value:g}" for key, value in wrong.items())
    what = f"{dotted(path, tree.data)} has {numbers}."
    todo = "Mend the number." if len(wrong) == 1 else "Mend the numbers."
    if measure.most == 1 and ratio == 1 and all(2 <= value <= 100 for value in wrong.values()):
        shares = " and ".join(f"{value / 100:g}" for value in wrong.values())
        todo = f"If this is percent, write {shares}, or `unit: percent`."
    key, value = next(iter(wrong.items()))
    unit = "" if ratio == 1 or measure.unit == "1" else f", in {measure.unit}"
    yield tree.problem((*path, key), what, f"It has to be {measure.words(value * ratio)}{unit}.", todo=todo)


def _sources(tree: Tree, path: Path, value: Any, sources: list[str] | None) -> Iterator[Problem]:
    if sources is None:
        return
    name = dotted(path[:-1], tree.data)
    for i, entry in enumerate(value if isinstance(value, list) else [value]):
        if not isinstance(entry, str) or entry in sources:
            continue
        where = (*path, i) if isinstance(value, list) else path
        near = nearest(entry, sources)
        add = f"add `{short(entry)}` to sources.yaml."
        what = f"{name} has the source `{short(entry)}`, which sources.yaml does not hold."
        yield tree.problem(where, what, nearest=near, todo=f"Correct it, or {add}" if near else f"A{add[1:]}")


def _known_on(tree: Tree, path: Path, value: Any) -> Iterator[Problem]:
    if not isinstance(value, datetime.date):
        return
    name = dotted(path, tree.data)
    if value < EARLIEST:
        why = "That is long before anything here."
    elif value > datetime.date.today():
        why = "Nobody can know it yet."
    else:
        return
    todo = "Give the day on which it was published or could be known."
    yield tree.problem(path, f"{name} is {value}.", why, todo=todo)


def _reference(tree: Tree, spot: Spot) -> Iterator[Problem]:
    refers = spot.note(Refers)
    section = tree.data.get(refers.section)
    if not isinstance(spot.value, str) or not isinstance(section, dict | type(None)):
        return
    known = section or {}
    if spot.value in known or any(slug(name) == spot.value for name in known):
        return  # an id that may not be one is reported where it is given
    near = nearest(spot.value, known)
    is_key = bool(spot.path) and spot.path[-1] == spot.value
    parent = dotted(spot.path[:-1] if is_key else spot.path, tree.data)
    yield tree.problem(
        spot.path,
        f"{parent} names the {refers.word} `{short(spot.value)}`, which is not in `{refers.section}`.",
        nearest=near,
        todo=f"Correct it, or add it to `{refers.section}`." if near else f"Known here: {listed(known)}.",
    )


def converted(quantity: dict[str, Any], measure: Measure | None) -> None:
    """Turn a quantity's numbers into the model's unit, in place. The file's data must be free of problems."""
    if measure is None or not measure.unit:
        return
    ratio = unit_factor(quantity, measure)
    quantity["unit"] = measure.unit
    if ratio is None or ratio == 1.0:
        return
    for _, figure in figures_of(quantity, ()):
        for key in NUMBERS:
            if figure.get(key) is not None:
                figure[key] = float(f"{figure[key] * ratio:.12g}")
