"""A scenario that is asked hundreds of times: its numbers are listed once, and policies are read once.

Both take longer than to simulate a few worlds. What comes out is what the scenario itself gives.
"""

from __future__ import annotations

from typing import Any

from pydantic import PrivateAttr

from rekindle.ensemble.frame import Frame
from rekindle.scenario.quantity import Quantity
from rekindle.scenario.schema import Scenario


class Still(Scenario):
    """A scenario that remembers its quantities; a copy with other orders has its own."""

    _listed: tuple[int, dict[str, Quantity]] | None = PrivateAttr(default=None)

    @classmethod
    def of(cls, scenario: Scenario) -> Still:
        """The same scenario, field by field."""
        if isinstance(scenario, Still):
            return scenario
        found = cls.model_construct(**{name: getattr(scenario, name) for name in Scenario.model_fields})
        for name in Scenario.__private_attributes__:
            setattr(found, name, getattr(scenario, name))
        return found

    def quantities(self) -> dict[str, Quantity]:
        """As of any scenario. A copy brings what its original remembered, so that is held to the object it was listed for."""
        if self._listed is None or self._listed[0] != id(self):
            self._listed = (id(self), super().quantities())
        return dict(self._listed[1])


def with_priors(frame: Frame, known: Frame) -> Frame:
    """A frame that need not work out again the priors of the quantities that it shares with another."""
    before, priors = known.scenario.quantities(), known.priors
    every: dict[str, Any] = {
        path: priors[path] if before.get(path) is quantity else quantity.prior()
        for path, quantity in frame.scenario.quantities().items()
    }
    vars(frame)["priors"] = every  # where cached_property keeps it
    return frame
