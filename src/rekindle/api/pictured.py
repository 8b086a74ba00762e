"""Worlds of a scenario that is ready, as a notebook shows them: their numbers are those of `analysis.live`, to the last bit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.analysis.live.asking import Asking
from rekindle.analysis.live.moved import Levers
from rekindle.analysis.live.worlds import Live, LiveWorlds
from rekindle.numbers import count
from rekindle.scenario.policies.policy import HISTORICAL

if TYPE_CHECKING:
    from rekindle.scenario.policies.policy import Policy


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
        return f"<{count(self.worlds, 'worlds')} under {', '.join(self.policies)}>"

    def _repr_html_(self) -> str | None:
        return self.pictured()._repr_html_() if self.found else None

    def pictured(self) -> SideBySide:
        return _pictured(self.found, self.ready, self._policies, self.levers)


class Ready(Live):
    """A scenario that is ready to be asked, and whose worlds a notebook shows."""

    @wraps(Live.worlds)
    def worlds(  # type: ignore[override]
        self, policies: Iterable[str | Path] = (HISTORICAL,), *,
        set: Any = (), variants: Any = (), shifts: Any = (), **others: Any,
    ) -> SideBySide:  # fmt: skip
        asked = tuple(policies)
        levers = Levers.of(self.question, set, variants, shifts)
        return _pictured(self.under(levers, asked, **others), self, map(self.policy, asked), levers)

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
