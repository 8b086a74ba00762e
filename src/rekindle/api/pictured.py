"""Worlds of a scenario that is ready, as a notebook shows them: their numbers are those of `analysis.live`, to the last bit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.live.asking import Asking
from rekindle.analysis.live.moved import Levers
from rekindle.analysis.live.worlds import Live, LiveWorlds
from rekindle.scenario.policies.policy import HISTORICAL

if TYPE_CHECKING:
    import xarray

    from rekindle.scenario.policies.policy import Policy
    from rekindle.show.figures.picture import Picture


@dataclass(frozen=True, kw_only=True)
class Worlds(LiveWorlds):
    """Worlds under one policy. A notebook shows their pictures, and `rekindle.charts` takes them."""

    ready: Live = field(repr=False, compare=False)
    asked: Policy = field(repr=False, compare=False)
    levers: Levers = field(repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<worlds {self.first} to {self.last - 1} under {self.policy}>"

    def _repr_html_(self) -> str:
        return SideBySide([self])._repr_html_()


class SideBySide(list[Worlds]):
    """The same worlds under several policies; the first is what the others are compared with."""

    def _repr_html_(self) -> str:
        from rekindle.api.notebooks import charts

        return charts(self)._repr_html_()


class Growing(Asking):
    """Levers, answered by ever more worlds. A notebook shows the pictures of those that there are so far."""

    def __repr__(self) -> str:
        return f"<{self.worlds} worlds under {', '.join(self.policies)}>"

    def _repr_html_(self) -> str | None:
        return self.pictured()._repr_html_() if self.found else None

    def pictured(self) -> SideBySide:
        return _pictured(self.found, self.ready, self._policies, self.levers)


class Ready(Live):
    """A scenario that is ready to be asked, and whose worlds a notebook shows."""

    @wraps(Live.worlds)
    def worlds(self, *policies: Any, **options: Any) -> SideBySide:  # type: ignore[override]
        found = super().worlds(*policies, **options)
        levers = Levers.of(self.question, **{name: options[name] for name in ("set", "variants", "shifts") if name in options})
        asked = policies[0] if policies else options.get("policies", (HISTORICAL,))
        return _pictured(found, self, map(self.policy, asked), levers)

    @wraps(Live.asking)
    def asking(self, *policies: Any, **options: Any) -> Growing:  # type: ignore[override]
        found = super().asking(*policies, **options)
        return Growing(found.ready, found.policies, found.levers)


def _pictured(found: Sequence[LiveWorlds], ready: Live, asked: Iterable[Policy], levers: Levers) -> SideBySide:
    names = [each.name for each in fields(LiveWorlds)]
    return SideBySide(
        Worlds(**{name: getattr(one, name) for name in names}, ready=ready, asked=policy, levers=levers)
        for one, policy in zip(found, asked, strict=True)
    )


def pictures(found: Sequence[Worlds]) -> list[Picture]:
    """What a report draws of one policy, or a comparison of several, as far as the worlds have the series for it."""
    from rekindle.analysis.comparison.compare import compare
    from rekindle.scenario.record_check import record_of
    from rekindle.show.figures.files import all_figures
    from rekindle.show.pages.comparison import all_pictures
    from rekindle.show.words.comparison import Side

    first = found[0]
    scenario = first.ready.question.scenario
    results = {one.policy: dataset(one) for one in found}
    if len(results) == 1:
        return all_figures(results[first.policy], scenario, record_of(scenario))
    policies = {one.policy: one.asked for one in found}
    return all_pictures(Side(compare(results, question=first.ready.asked), results, scenario, policies))


def settings(found: Sequence[Worlds]) -> str:
    """Of how many worlds pictures are, under which policies, and with which levers moved: a sentence or two."""
    from rekindle.scenario.policies.by_hand import words as set_by_hand
    from rekindle.show.words import count, listed
    from rekindle.show.words.choice import titles

    first = found[0]
    called = titles([one.policy for one in found], {one.policy: one.asked for one in found})
    levers = first.levers
    moved = set_by_hand(levers.numbers, first.ready.question.scenario)
    moved += [f"{name} = {option}" for name, option in levers.variants.items()]
    for order, weeks in levers.shifts.items():
        moved.append(f"{order} begins {abs(weeks):g} weeks {'later' if weeks > 0 else 'earlier'}")
    told = f"{count(first.last - first.first, 'simulated worlds')} under {listed(list(called.values()))}."
    return f"{told} Levers moved: {'; '.join(moved)}." if moved else told


def dataset(one: Worlds) -> xarray.Dataset:
    """Worlds in the form of a run's results: outcomes, and whatever series they came with."""
    import xarray

    from rekindle.ensemble import names

    frame = one.ready.frame
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
