"""Worlds of a scenario that is ready, in the pictures of a report, and in words which worlds they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray

from rekindle.analysis.comparison.compare import compare
from rekindle.ensemble import names
from rekindle.scenario.policies.by_hand import words as set_by_hand
from rekindle.scenario.record_check import record_of
from rekindle.show.figures.files import all_figures
from rekindle.show.pages.comparison import all_pictures
from rekindle.show.words import count, listed, with_unit
from rekindle.show.words.choice import titles
from rekindle.show.words.comparison import Side

if TYPE_CHECKING:
    from rekindle.analysis.live.moved import Levers
    from rekindle.analysis.live.worlds import Live, LiveWorlds
    from rekindle.scenario.policies.policy import Policy
    from rekindle.show.figures.picture import Picture


def pictures(found: Sequence[LiveWorlds], ready: Live, policies: Mapping[str, Policy]) -> list[Picture]:
    """What a report draws of one policy, or a comparison of several, as far as the worlds have the series for it."""
    scenario = ready.question.scenario
    results = {one.policy: dataset(one, ready) for one in found}
    if len(results) == 1:
        return all_figures(results[found[0].policy], scenario, record_of(scenario))
    return all_pictures(Side(compare(results, question=ready.asked), results, scenario, dict(policies)))


def settings(found: Sequence[LiveWorlds], ready: Live, policies: Mapping[str, Policy], levers: Levers) -> str:
    """Of how many worlds pictures are, under which policies, and with which levers moved: a sentence or two."""
    first = found[0]
    called = titles([one.policy for one in found], policies)
    moved = set_by_hand(levers.numbers, ready.question.scenario)
    moved += [f"{name} = {option}" for name, option in levers.variants.items()]
    for order, weeks in levers.shifts.items():
        moved.append(f"{order} begins {with_unit(abs(weeks), 'weeks')} {'later' if weeks > 0 else 'earlier'}")
    told = f"{count(first.last - first.first, 'worlds')} under {listed(list(called.values()))}."
    return f"{told} Levers moved: {'; '.join(moved)}." if moved else told


def dataset(one: LiveWorlds, ready: Live) -> xarray.Dataset:
    """Worlds in the form of a run's results: outcomes, and whatever series they came with."""
    frame = ready.frame
    about: dict[str, Mapping[str, Any]] = {
        each.name: {"units": each.unit, "long_name": each.meaning, "kind": each.kind} for each in names.national(frame)
    }
    every: dict[str, Any] = {
        name: ("world", numbers, {**one.about.get(name, {}), "kind": "outcome"}) for name, numbers in one.outcomes.items()
    }
    every |= {name: (("world", "week"), numbers, about[name]) for name, numbers in one.series.items()}
    every |= {name: (("sampled_world", "time", "place"), numbers) for name, numbers in one.places.items()}
    worlds = np.arange(one.first, one.last)
    axes: dict[str, Any] = {"world": worlds, "week": one.dates.astype("datetime64[ns]")}
    if one.places:
        axes |= {"sampled_world": worlds, "time": axes["week"][one.records], "place": list(frame.places)}
    return xarray.Dataset(every, axes, {"scenario": frame.scenario.name, "until": str(frame.until)})
