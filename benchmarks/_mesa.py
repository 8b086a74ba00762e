"""The mechanisms of `peers` as one writes them in Mesa: a model for each world, an agent for each place."""

from __future__ import annotations

import math

import mesa  # an optional dependency of the measurements alone
import numpy as np

from rekindle.ensemble.frame import Frame
from rekindle.model.mechanisms.counter import FEW, WEEKS_IN_A_YEAR
from rekindle.model.simulate import Beginnings


def _hazard(rate: float, dt: float) -> float:
    return 1.0 - math.exp(-rate * dt) if rate > 0.0 else 0.0


class Place(mesa.Agent):
    """A place of the theatre or outside it."""

    def __init__(self, model: World, beginnings: Beginnings, w: int, p: int) -> None:
        super().__init__(model)
        state, setting = beginnings.state, beginnings.setting
        self.theatre = setting.places["theatre"][w, p] > 0
        self.covert = [float(x) for x in state.covert[w, p]]
        self.residents = [float(x) for x in state.residents[w, p]]
        self.grievance = [float(x) for x in state.grievance[w, p]]
        self.forces = [float(x) for x in state.forces[w, p]]
        fit = [min(1.0, 0.3 + float(x)) for x in state.morale[w]]
        self.effective = sum(people * share for people, share in zip(self.forces, fit, strict=True))
        self.effort = float(state.countries["effort"][w, int(max(0, setting.places["country"][w, p]))])
        here = state.places[w, p]
        self.control, self.security = float(here["control"]), float(here["security"])
        self.intelligence, self.activity, self.pressure = float(here["intelligence"]), float(here["activity"]), 0.0
        self.detained = self.fallen = self.abroad = self.dead = self.spent = 0.0

    def gather_intelligence(self) -> None:
        if not self.theatre:
            return
        one = self.model.intelligence
        members = sum(self.covert)
        members = members if members >= 1.0 else 0.0
        reach = float(one["fear"]) * self.effective
        feared = members / (members + reach) if members + reach > 0.0 else 0.0
        weights = [people * share for people, share in zip(self.residents, self.model.claimed, strict=True)]
        people = sum(weights)
        felt = sum(weight * share for weight, share in zip(weights, self.grievance, strict=True))
        grievance = min(1.0, max(0.0, felt / people)) if people > 0.0 else 0.0
        told = 0.9 * (1.0 - grievance) * (1.0 - feared) * (1.0 - self.control) * (0.3 + 0.7 * self.security)
        told += float(one["means"]) * (0.9 - told)
        self.intelligence += (told - self.intelligence) * _hazard(math.log(2.0) / float(one["lag"]), self.model.dt)

    def raid(self) -> None:
        if not self.theatre:
            return
        one, dt = self.model.raid, self.model.dt
        members = sum(self.covert)
        effort = self.effort * float(one["tempo"])
        tried = effort * (1.0 + float(one["empty"])) if members < FEW else effort
        self.spent += float(one["price"]) * tried * sum(self.forces) / 1e6 / WEEKS_IN_A_YEAR * dt
        self.pressure = 0.0
        if members >= 1.0:
            people = sum(number * share for number, share in zip(self.residents, self.model.claimed, strict=True))
            rate = float(one["reach"]) * effort * self.intelligence * self.security
            rate *= members / (members + float(one["hidden"]) * people) * (0.5 + self.activity)
            self.pressure = rate
            found, quit_ = _hazard(rate, dt), _hazard(float(one["drop_out"]), dt)
            for o, number in enumerate(self.covert):
                taken = number * found
                left = (number - taken) * quit_
                self.fallen += taken * float(one["killed"])
                self.detained += taken * (1.0 - float(one["killed"]))
                self.covert[o] = number - taken - left
                if o:
                    self.abroad += left
                else:
                    self._go_home(left)
        missed = _hazard(float(one["harm"]) * effort * (1.0 - self.intelligence) * self.security, dt)
        for c, number in enumerate(self.residents):
            harmed = number * missed * self.model.claimed[c] if number >= 1.0 else 0.0
            self.residents[c] -= harmed
            self.dead += harmed

    def _go_home(self, left: float) -> None:
        weights = [people * share for people, share in zip(self.residents, self.model.claimed, strict=True)]
        people = sum(weights)
        for c, weight in enumerate(weights):
            self.residents[c] += left * (weight / people if people > 0.0 else float(c == 0))

    def adapt(self) -> None:
        if self.theatre:
            one = self.model.adaptation
            target = float(one["tolerance"]) / (float(one["tolerance"]) + self.pressure)
            self.activity += (target - self.activity) * _hazard(math.log(2.0) / float(one["memory"]), self.model.dt)


class World(mesa.Model):
    """One world."""

    def __init__(self, beginnings: Beginnings, parameters: np.recarray, w: int, places: int) -> None:
        super().__init__()
        self.dt = beginnings.setting.dt
        self.intelligence, self.raid, self.adaptation = (
            parameters[w][group] for group in ("intelligence", "raid", "adaptation")
        )
        self.claimed = [float(x) for x in beginnings.setting.communities["claimed"][w]]
        self.places = [Place(self, beginnings, w, p) for p in range(places)]

    def step(self) -> None:
        for what in ("gather_intelligence", "raid", "adapt"):
            self.agents.do(what)


def agents(frame: Frame, beginnings: Beginnings, parameters: np.recarray, worlds: int, weeks: int) -> np.ndarray:
    """Carry worlds through some weeks; their covert members."""
    covert = np.zeros_like(beginnings.state.covert)
    for w in range(worlds):
        world = World(beginnings, parameters, w, len(frame.places))
        for _ in range(weeks):
            world.step()
        covert[w] = [place.covert for place in world.places]
    return covert
