"""The same three mechanisms (intelligence, raids, adaptation) compiled as here, in vectorised NumPy and in Mesa, on one core.

All start from the same worlds of mosul-2016 and must end with the same covert members, or the measurement fails. Mesa is
measured where it is installed (`pip install mesa`). What is told are world-weeks a second, and how many times as many the
compiled ones are, as the median of interleaved turns.
"""

from __future__ import annotations

import importlib.util
import math
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from rekindle import load
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.worlds import begin
from rekindle.model.compiled import whole
from rekindle.model.ledger import Ledger
from rekindle.model.mechanisms.counter import FEW, WEEKS_IN_A_YEAR, adapt, gather_intelligence, raid
from rekindle.model.noise import Noise
from rekindle.model.simulate import Beginnings, setting_of, state_of, working_room
from rekindle.model.state import RESIDENTS_DEAD, TRANSIT

WORLDS, WEEKS = 200, 26
TURNS = 7
SEED = 1
MESA_WORLDS, MESA_WEEKS = 2, 4


@whole
def compiled_weeks(beginnings, parameters, worlds, weeks, orders, room, covert):
    """Carry worlds through some weeks of three mechanisms; their covert members are written to `covert`."""
    ledger = Ledger(room.week, room.overt_under_way, room.covert_under_way)
    for w in range(worlds.size):
        setting = setting_of(beginnings, w)
        state = state_of(beginnings, w)
        for week in range(weeks):
            noise = Noise(SEED, worlds[w], week)
            gather_intelligence(state, setting, orders, noise, ledger, parameters[w].intelligence)
            raid(state, setting, orders, noise, ledger, parameters[w].raid)
            adapt(state, setting, orders, noise, ledger, parameters[w].adaptation)
        for p in range(covert.shape[1]):
            for o in range(covert.shape[2]):
                covert[w, p, o] = state.covert[p, o]


def compiled(frame: Frame, beginnings: Beginnings, parameters: np.recarray, worlds: int, weeks: int) -> np.ndarray:
    covert = np.zeros_like(beginnings.state.covert)
    orders, room = working_room(len(frame.places), len(frame.forces), len(frame.origins))
    compiled_weeks(beginnings, parameters, np.arange(worlds), weeks, orders, room, covert)
    return covert


def vectorised(frame: Frame, beginnings: Beginnings, parameters: np.recarray, worlds: int, weeks: int) -> np.ndarray:
    """The mechanisms over all worlds and places at once, as one writes them in NumPy."""
    setting, state = beginnings.setting, beginnings.state
    dt = setting.dt

    def of(group: str, name: str) -> np.ndarray:
        return np.asarray(parameters[group][name])[:, None]

    theatre = setting.places["theatre"] > 0
    claimed = setting.communities["claimed"][:, None, :]
    country = np.maximum(0, setting.places["country"]).astype(int)
    effort = np.take_along_axis(state.countries["effort"], country, axis=1) * of("raid", "tempo")
    effective = (state.forces * np.minimum(1, 0.3 + state.morale)[:, None, :]).sum(2)
    forces = state.forces.sum(2)
    residents, covert, abroad = state.residents.copy(), state.covert.copy(), state.abroad.copy()
    detained, fallen = state.detained.copy(), state.fallen.copy()
    dead, spent = state.dead[:, :, RESIDENTS_DEAD].copy(), np.zeros_like(forces)
    control, security = state.places["control"], state.places["security"]
    intelligence, activity = state.places["intelligence"].copy(), state.places["activity"].copy()
    heard = 1 - np.exp(-math.log(2) / of("intelligence", "lag") * dt)
    quit_ = 1 - np.exp(-of("raid", "drop_out") * dt)
    gone = 1 - np.exp(-math.log(2) / of("adaptation", "memory") * dt)
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(weeks):
            members = covert.sum(2)
            acting = np.where(members >= 1, members, 0)
            reach = of("intelligence", "fear") * effective
            feared = np.where(acting + reach > 0, acting / (acting + reach), 0)
            weight = residents * claimed
            people = weight.sum(2)
            grievance = np.where(people > 0, np.clip((weight * state.grievance).sum(2) / people, 0, 1), 0)
            told = 0.9 * (1 - grievance) * (1 - feared) * (1 - control) * (0.3 + 0.7 * security)
            told = told + of("intelligence", "means") * (0.9 - told)
            intelligence = np.where(theatre, intelligence + (told - intelligence) * heard, intelligence)
            tried = np.where(members < FEW, effort * (1 + of("raid", "empty")), effort)
            spent += np.where(theatre, of("raid", "price") * tried * forces / 1e6 / WEEKS_IN_A_YEAR * dt, 0)
            found_by = members / (members + of("raid", "hidden") * people)
            rate = of("raid", "reach") * effort * intelligence * security * found_by * (0.5 + activity)
            rate = np.where(theatre & (members >= 1), rate, 0)
            taken = covert * (1 - np.exp(-rate * dt))[:, :, None]
            left = np.where((theatre & (members >= 1))[:, :, None], (covert - taken) * quit_[:, :, None], 0)
            killed = taken * of("raid", "killed")[:, :, None]
            fallen += killed
            detained += taken - killed
            covert = covert - taken - left
            abroad[:, 1:, TRANSIT] += left[:, :, 1:].sum(1)
            nobody = np.zeros(residents.shape[2])
            nobody[0] = 1
            part = np.where((people > 0)[:, :, None], weight / people[:, :, None], nobody)
            residents += left[:, :, :1] * part
            sweeps = np.where(theatre, effort * (1 - intelligence) * security, 0)
            missed = 1 - np.exp(-of("raid", "harm") * sweeps * dt)
            harmed = np.where(residents >= 1, residents, 0) * missed[:, :, None] * claimed
            residents -= harmed
            dead += harmed.sum(2)
            lying_low = of("adaptation", "tolerance") / (of("adaptation", "tolerance") + rate)
            activity = np.where(theatre, activity + (lying_low - activity) * gone, activity)
    return covert


def measure() -> Iterator[tuple[str, str]]:
    scenario = load("mosul-2016")
    frame = Frame(scenario, scenario.until)
    beginnings, parameters = begin(frame, SEED, np.arange(WORLDS))
    ours = compiled(frame, beginnings, parameters, WORLDS, WEEKS)
    theirs = vectorised(frame, beginnings, parameters, WORLDS, WEEKS)
    np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1e-9)
    yield from _beside("NumPy", vectorised, WORLDS, WEEKS, frame, beginnings, parameters)
    if importlib.util.find_spec("mesa") is None:
        yield "Mesa", "not installed"
        return
    from benchmarks._mesa import agents

    few, of_few = begin(frame, SEED, np.arange(MESA_WORLDS))
    ours = compiled(frame, few, of_few, MESA_WORLDS, MESA_WEEKS)
    np.testing.assert_allclose(agents(frame, few, of_few, MESA_WORLDS, MESA_WEEKS), ours, rtol=1e-9, atol=1e-9)
    yield from _beside("Mesa", agents, MESA_WORLDS, MESA_WEEKS, frame, few, of_few)


def _beside(
    name: str, peer: Callable[..., np.ndarray], worlds: int, weeks: int, frame: Frame, *drawn: Any
) -> Iterator[tuple[str, str]]:
    many = max(1, WEEKS // weeks)  # so that the compiled ones take long enough to be timed
    taken = []
    for _ in range(TURNS):
        started = time.process_time()
        peer(frame, *drawn, worlds, weeks)
        between = time.process_time()
        compiled(frame, *drawn, worlds, weeks * many)
        taken.append((between - started, (time.process_time() - between) / many))
    theirs, ours = (worlds * weeks / statistics.median(column) for column in zip(*taken, strict=True))
    ratio = statistics.median(peer_s / our_s for peer_s, our_s in taken)
    yield f"compiled, beside {name}", f"{ours:12,.0f} world-weeks/s"
    yield name, f"{theirs:12,.0f} world-weeks/s; the compiled ones are {ratio:.1f} times as fast"
