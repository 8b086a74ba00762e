"""What is wrong with what has dates: orders, their pauses and prerequisites, corridors, courses."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from rekindle.scenario.parts import COURSES
from rekindle.scenario.problem import Problem, listed, nearest, short
from rekindle.scenario.yaml.document import Path, Tree
from rekindle.scenario.yaml.walk import dotted

THEATRE = ("sector", "town", "governorate")
"""Kinds of place in which the campaign happens."""


def entries(tree: Tree, section: str) -> dict[str, dict[str, Any]]:
    """The entries of a section that are groups of keys."""
    found = tree.data.get(section)
    return {key: value for key, value in found.items() if isinstance(value, dict)} if isinstance(found, dict) else {}


def items(value: Any) -> list[tuple[int, dict[str, Any]]]:
    """The entries of a list that are groups of keys, with their positions."""
    return [(i, entry) for i, entry in enumerate(value) if isinstance(entry, dict)] if isinstance(value, list) else []


def later(first: Any, second: Any) -> bool:
    """Whether two entries are dates and the first comes after the second."""
    return isinstance(first, datetime.date) and isinstance(second, datetime.date) and first > second


def before(tree: Tree, path: Path, first: tuple[str, Any], second: tuple[str, Any]) -> Iterator[Problem]:
    """A problem if the second of two dates comes before the first."""
    if later(first[1], second[1]):
        name = dotted(path, tree.data)
        where = f"{name}: " if name else ""
        what = f"{where}`{second[0]}` {second[1]} is before `{first[0]}` {first[1]}."
        yield tree.problem((*path, second[0]), what, todo="Swap or mend the dates.")


def _twice(tree: Tree, section: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for i, entry in items(tree.data.get(section)):
        name = entry.get("id")
        if not isinstance(name, str):
            continue
        path: Path = (section, i, "id")
        if name in seen:
            what = f"{section}: the id `{short(name)}` stands in line {seen[name]} already."
            yield tree.problem(path, what, todo="Give each its own id.")
        seen.setdefault(name, tree.line(path))


def orders(tree: Tree) -> Iterator[Problem]:
    places = entries(tree, "places")
    yield from _twice(tree, "campaign")
    for i, order in items(tree.data.get("campaign")):
        path: Path = ("campaign", i)
        name = dotted(path, tree.data)
        start, planned, place = order.get("start"), order.get("planned"), order.get("place")
        if start is None and planned is None:
            todo = "Add `start: 2016-10-17`, or `planned` with low and high."
            yield tree.problem(path, f"{name} has no date.", todo=todo)
        if isinstance(place, str) and place in places and places[place].get("kind") not in (*THEATRE, None):
            what = f"{name} is about `{place}`, a place of kind {short(places[place].get('kind'))}."
            why = "Orders are for places of the theatre."
            yield tree.problem((*path, "place"), what, why, todo=f"Name a {listed(THEATRE)}.")
        if later(start, tree.data.get("furthest")):
            what = f"{name}: `start` {start} is after `furthest` {tree.data['furthest']}."
            yield tree.problem((*path, "start"), what, "The order would never be given.", todo="Mend one of the dates.")
        if isinstance(planned, dict):
            yield from _planned(tree, (*path, "planned"), planned, order.get("known_on"))
        for j, pause in items(order.get("pauses")):
            here: Path = (*path, "pauses", j)
            yield from before(tree, here, ("start", pause.get("start")), ("end", pause.get("end")))
            if later(start, pause.get("end")):
                what = f"{name}: a pause ends on {pause['end']}, before the order starts on {start}."
                yield tree.problem((*here, "end"), what, todo="Mend the dates or remove the pause.")


def _planned(tree: Tree, path: Path, planned: dict[str, Any], known_on: Any) -> Iterator[Problem]:
    days = [(key, planned[key]) for key in ("low", "best", "high") if planned.get(key) is not None]
    for first, second in zip(days, days[1:], strict=False):
        yield from before(tree, path, first, second)
    if later(planned.get("known_on"), known_on):
        what = f"{dotted(path, tree.data)} was known on {planned['known_on']}, after the order on {known_on}."
        yield tree.problem((*path, "known_on"), what, "A plan is what was known before.", todo="Mend the dates.")


def circles(tree: Tree) -> Iterator[Problem]:
    """Orders that wait for each other. An order may begin if nothing, or some order that may begin, clears its way."""
    orders = {i: order for i, order in items(tree.data.get("campaign")) if isinstance(order.get("place"), str)}
    assaulted = {order["place"] for order in orders.values()}
    waiting: dict[str, list[int]] = {}
    free: list[int] = []
    for i, order in orders.items():
        place = _awaited(order)
        (waiting.setdefault(place, []) if place in assaulted else free).append(i)
    while free:
        free += waiting.pop(orders[free.pop()]["place"], [])
    for place, stuck in waiting.items():
        clear = [str(order.get("id")) for order in orders.values() if order["place"] == place]
        for i in stuck:
            what = f"{dotted(('campaign', i), tree.data)} waits for {short(place)}, and so for itself."
            why = f"What would clear it ({listed(clear)}) waits too: a circle."
            yield tree.problem(("campaign", i, "after"), what, why, todo="Remove one `after` of the circle.")


def _awaited(order: dict[str, Any]) -> str:
    """The place an order waits for, or nothing."""
    after = order.get("after")
    place = after.get("place") if isinstance(after, dict) else None
    return place if isinstance(place, str) else ""


def corridors(tree: Tree) -> Iterator[Problem]:
    yield from _twice(tree, "corridors")
    for i, corridor in items(tree.data.get("corridors")):
        yield from before(tree, ("corridors", i), ("start", corridor.get("start")), ("end", corridor.get("end")))


def courses(tree: Tree) -> Iterator[Problem]:
    """Courses are of numbers that can have one, each once, and begin after the start."""
    known = [f"coalition.{field}" for field in COURSES["coalition"]]
    for section in ("countries", "forces", "origins"):
        # the local origin, the first, has no border
        names = list(entries(tree, section))[1 if section == "origins" else 0 :]
        known += [f"{section}.{name}.{field}" for name in names for field in COURSES[section]]
    seen: dict[str, int] = {}
    for i, course in items(tree.data.get("courses")):
        path: Path = ("courses", i)
        of, points = course.get("of"), course.get("points")
        if not isinstance(of, str):
            continue
        if of not in known:
            what = f"courses: `{short(of, 60)}` is no number that can have a course."
            why = (
                "Countries' quality, inclusion, effort and will, the coalition's will and strikes, a force's strength and "
                "a foreign origin's border can."
            )
            near = nearest(of, known)
            todo = "Correct it, or leave the course out." if near else "Name one such as countries.iraq.quality."
            yield tree.problem((*path, "of"), what, why, nearest=near, todo=todo)
        if of in seen:
            todo = "Put their points into one course."
            yield tree.problem((*path, "of"), f"courses: {short(of, 60)} has one in line {seen[of]} already.", todo=todo)
        seen.setdefault(of, tree.line(path))
        for day in points if isinstance(points, dict) else ():
            start = tree.data.get("start")
            if isinstance(start, datetime.date) and str(day) <= start.isoformat():
                what = f"courses: {short(of, 60)} has a point on {short(str(day))}, not after `start` {start}."
                todo = "Its value at the start is the number itself; give points after it."
                yield tree.problem((*path, "points", day), what, todo=todo)
