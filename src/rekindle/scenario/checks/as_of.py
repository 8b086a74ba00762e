"""What was known by a day: the data of a scenario without anything learnt later.

Figures learnt later are dropped; a quantity left with none is a problem, unless it is only shown (`context`). An order
learnt later keeps its planned dates and loses its own; without a plan that was known it is a problem. Pauses, corridors
and points of dated courses learnt later are dropped: nobody could count on them.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from typing import Any

from rekindle.scenario.checks.entries import figures_of
from rekindle.scenario.problem import Problem
from rekindle.scenario.quantity import Quantity
from rekindle.scenario.yaml.document import Path, Tree
from rekindle.scenario.yaml.walk import Spot, dotted

_PLAN = ("source", "status", "known_on", "note")
"""What an order takes over from its plan, so that nothing learnt later is left in it."""


def known_by(tree: Tree, spots: list[Spot], as_of: datetime.date) -> tuple[dict[str, Any], list[Problem]]:
    """The data as it was known by a day, and what makes that impossible. The tree stays as it is."""
    problems: list[Problem] = []
    data = copy.deepcopy(tree.data)
    late_parts = set(_late_parts(tree, as_of))
    for spot in spots:
        if spot.kind is not Quantity or not isinstance(spot.value, dict):
            continue
        if spot.path[:2] in late_parts:
            continue
        problems += _quantity(tree, spot, _parent(data, spot.path), as_of)
    problems += _orders(tree, data, as_of)
    for path in sorted(late_parts, key=str, reverse=True):
        _mark(data, path)
    _drop_marked(data)
    return data, problems


def _late(value: Any, as_of: datetime.date) -> bool:
    day = value.get("known_on") if isinstance(value, dict) else None
    return isinstance(day, datetime.date) and day > as_of


def _late_parts(tree: Tree, as_of: datetime.date) -> Iterator[Path]:
    """Paths of corridors and pauses that were learnt later."""
    corridors, campaign = tree.data.get("corridors"), tree.data.get("campaign")
    for i, corridor in enumerate(corridors) if isinstance(corridors, list) else ():
        if _late(corridor, as_of):
            yield ("corridors", i)
    for i, order in enumerate(campaign) if isinstance(campaign, list) else ():
        pauses = order.get("pauses") if isinstance(order, dict) else None
        for j, pause in enumerate(pauses) if isinstance(pauses, list) else ():
            if _late(pause, as_of):
                yield ("campaign", i, "pauses", j)


def _quantity(tree: Tree, spot: Spot, parent: Any, as_of: datetime.date) -> Iterator[Problem]:
    """Drop a quantity's late figures in the copy of the data."""
    given = list(figures_of(spot.value, spot.path))
    late = [path for path, figure in given if _late(figure, as_of)]
    if not late:
        return
    if len(late) < len(given):
        keep = [figure for _, figure in given if not _late(figure, as_of)]
        parent[spot.path[-1]] = {**spot.value, "figures": copy.deepcopy(keep)}
        return
    if spot.path[0] in ("context", "courses"):
        parent[spot.path[-1]] = _GONE
        return
    days = sorted(figure["known_on"] for _, figure in given)
    many = f"was learnt on {days[0]}" if len(given) == 1 else f"has {len(given)} figures, the first learnt on {days[0]}"
    what = f"{dotted(spot.path, tree.data)} {many}, after {as_of}."
    todo = "Give an earlier figure beside it (a wide judgement will do), or a later `--as-of`."
    yield tree.problem(spot.path, what, "A run as of a day may use nothing learnt later.", todo=todo)


def _orders(tree: Tree, data: Any, as_of: datetime.date) -> Iterator[Problem]:
    """Replace what was learnt later about an order with its plan."""
    campaign = tree.data.get("campaign")
    for i, order in enumerate(campaign) if isinstance(campaign, list) else ():
        if not isinstance(order, dict):
            continue
        planned, target = order.get("planned"), data["campaign"][i]
        if not _late(order, as_of):
            if isinstance(planned, dict) and _late(planned, as_of):
                target["planned"] = None
            continue
        name = dotted(("campaign", i), tree.data)
        if not isinstance(planned, dict):
            what = f"{name} was learnt on {order['known_on']}, after {as_of}, and has no planned dates."
            todo = "Add `planned` with low, best and high as they could be expected then, or give a later `--as-of`."
            yield tree.problem(("campaign", i), what, todo=todo)
        elif _late(planned, as_of):
            what = f"{name}: even its planned dates were learnt on {planned['known_on']}, after {as_of}."
            todo = "Give a plan known earlier, or a later `--as-of`."
            yield tree.problem(("campaign", i, "planned"), what, todo=todo)
        else:
            target["start"] = None
            target.update({key: planned[key] for key in _PLAN if key in planned})
            if "note" not in planned:
                target.pop("note", None)


_GONE: dict[str, Any] = {"": None}
"""Stands where something was dropped, until all paths have been used."""


def _parent(data: Any, path: Path) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


def _mark(data: Any, path: Path) -> None:
    _parent(data, path)[path[-1]] = _GONE


def _drop_marked(data: dict[str, Any]) -> None:
    """Take out what was dropped, and links to context that is gone."""
    if isinstance(data.get("corridors"), list):
        data["corridors"] = [entry for entry in data["corridors"] if entry is not _GONE]
    for order in data.get("campaign") or () if isinstance(data.get("campaign"), list) else ():
        if isinstance(order, dict) and isinstance(order.get("pauses"), list):
            order["pauses"] = [pause for pause in order["pauses"] if pause is not _GONE]
    for course in data.get("courses") or () if isinstance(data.get("courses"), list) else ():
        if isinstance(course, dict) and isinstance(course.get("points"), dict):
            course["points"] = {day: point for day, point in course["points"].items() if point is not _GONE}
    if isinstance(data.get("courses"), list):
        data["courses"] = [course for course in data["courses"] if not isinstance(course, dict) or course.get("points")]
    if isinstance(data.get("context"), dict):
        data["context"] = {name: entry for name, entry in data["context"].items() if entry is not _GONE}
