"""A tiny world built straight from the model's tuples: two sectors of a city, a town, a governorate, and one place abroad.

Types and memory layout are those of an ensemble (a test holds them together), so that everything compiled here is
compiled once and shared with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from rekindle.model.changes import Changes, changes_of
from rekindle.model.fields import blank
from rekindle.model.ledger import FLOWS, Ledger, people_on_the_books
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import Noise
from rekindle.model.parameters import groups, record_of_worlds
from rekindle.model.setting import (
    COMMUNITY_SETTING,
    CORRIDOR_SETTING,
    COUNTRY_SETTING,
    FORCE_SETTING,
    ORDER_SETTING,
    ORIGIN_SETTING,
    PAUSE_SETTING,
    PLACE_SETTING,
    Orders,
    Setting,
)
from rekindle.model.simulate import Beginnings, Room, simulate, working_room
from rekindle.model.state import COUNTRY_STATE, NATION_STATE, PLACE_STATE, State
from rekindle.model.step import MECHANISMS, step
from rekindle.model.writing import Written, blank_written

EAST, WEST, TOWN, PLAIN, ABROAD = range(5)
PLACES, COMMUNITIES, FORCES, ORIGINS, COUNTRIES, ORDERS = 5, 2, 2, 2, 1, 1
BY_NAME = {mechanism.name: mechanism for mechanism in MECHANISMS}
SEED = 11


def records(fields, *rows) -> np.recarray:
    """Records with one row of numbers each."""
    made = blank(len(rows), fields)
    for i, row in enumerate(rows):
        made[i] = row
    return made


def tiny_setting(dt: float = 1.0) -> Setting:
    """What the weeks do not change."""
    near = np.zeros((PLACES, PLACES))
    for p, q, km in ((EAST, WEST, 5.0), (WEST, TOWN, 40.0), (TOWN, PLAIN, 60.0), (EAST, PLAIN, 80.0)):
        near[p, q] = near[q, p] = 1.0 / km
    near[:ABROAD] /= near[:ABROAD].sum(axis=1, keepdims=True)
    return Setting(
        dt=dt,
        places=records(
            PLACE_SETTING,
            (1, 1, 0, 0, 0, 0.6, 60), (1, 1, 0, 0, 0, 0.9, 20), (1, 0, 0, -1, 0, 0.3, 40),
            (1, 0, 1, -1, 0, 0.05, 20_000), (0, 0, 0, -1, -1, 0.1, 1000),
        ),
        communities=records(COMMUNITY_SETTING, (0.95, 0.9), (0.05, 0.2)),
        forces=records(FORCE_SETTING, (0, 40_000, 0.9), (0, 25_000, 0.4)),
        origins=records(ORIGIN_SETTING, (0, 0), (1, 0.5)),
        countries=records(COUNTRY_SETTING, (0.4, 0.7, 0.6)),
        near=near,
        distance=np.array([[0.3, 0.1], [0.8, 0.05]]),
        posts=np.array([[3000.0, 500.0], [2000.0, 500.0], [1000.0, 1500.0], [6000.0, 9000.0], [0.0, 0.0]]),
        orders=records(ORDER_SETTING, (EAST, 2, -1, 0)),
        order_forces=np.array([[15_000.0, 2000.0]]),
        pauses=records(PAUSE_SETTING, (0, 6, 8)),
        corridors=records(CORRIDOR_SETTING, (0, 0, 5, 0.8)),
        ring=np.array([0.1]),
        strikes=120.0,
        quality=np.array([0.75]),
        origin_of_processes=tiny_nation(),
    )  # fmt: skip


def tiny_nation() -> np.recarray:
    return records(NATION_STATE, (0.8, 0.7, 60, 0, 0.9, 0, 0, 1_100_000, 0.2, 0.2, 0.2))


def tiny_state() -> State:
    """What the first week starts from: the city is held, the town contested, the plain free."""
    return State(
        places=records(
            PLACE_STATE,
            (1.0, 0.6, 0.05, 0.05, 0.0, 0.3, 0.3, 0.3, 0, 0, 0), (1.0, 0.8, 0.1, 0.05, 0.0, 0.3, 0.3, 0.3, 0, 0, 0),
            (0.4, 0.3, 0.1, 0.1, 0.3, 0.5, 0.4, 0.4, 0, 0, 0), (0.0, 0.0, 0.05, 0.3, 0.5, 0.6, 0.6, 0.4, 0, 0, 0),
            (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ),
        nation=tiny_nation(),
        countries=records(COUNTRY_STATE, (0.75, 0.4, 0.6, 0.7, 50_000)),
        residents=np.array([[450e3, 150e3], [380e3, 20e3], [90e3, 60e3], [500e3, 900e3], [10e3, 0.0]]),
        displaced=np.array([[20e3, 40e3], [10e3, 5e3], [30e3, 30e3], [60e3, 20e3], [0.0, 0.0]]),
        grievance=np.array([[0.6, 0.2], [0.65, 0.2], [0.55, 0.3], [0.5, 0.2], [0.1, 0.1]]),
        overt=np.array([[2000.0, 400.0], [2500.0, 600.0], [500.0, 50.0], [150.0, 10.0], [0.0, 0.0]]),
        covert=np.array([[200.0, 5.0], [250.0, 5.0], [150.0, 2.0], [900.0, 10.0], [40.0, 20.0]]),
        detained=np.array([[30.0, 1.0], [20.0, 1.0], [50.0, 2.0], [100.0, 5.0], [0.0, 0.0]]),
        away=np.zeros((PLACES, ORIGINS)),
        forces=np.array([[0.0, 0.0], [0.0, 0.0], [600.0, 900.0], [6000.0, 9000.0], [0.0, 0.0]]),
        reserve=np.array([[33_400.0, 15_100.0]]),
        morale=np.array([0.5, 0.45]),
        dead=np.zeros((PLACES, 4)),
        counted=np.zeros((PLACES, 3)),
        outside=np.zeros((1, 3)),
        opened=np.zeros(ORDERS),
    )  # fmt: skip


def varied_state(seed: int) -> State:
    """A state in which everything that may differ differs: empty and full places, fresh and worn-out forces."""
    luck = np.random.default_rng(seed)
    state = tiny_state()
    inside = np.arange(PLACES) != ABROAD

    def stock(shape, largest: float) -> np.ndarray:
        """People from none over a fraction of one person to many, on a log scale."""
        people = np.exp(luck.uniform(np.log(0.1), np.log(largest), shape))
        return people * (luck.random(shape) > 0.15)

    for name in ("defences", "damage", "intelligence", "security", "economy", "services", "inclusion"):
        state.places[name][:] = luck.random(PLACES) * inside
    state.places["control"][:] = np.clip(luck.uniform(-0.5, 1.5, PLACES), 0, 1) * inside
    state.places["turbulence"][:] = luck.normal(0, 0.7, PLACES)
    state.places["recovering"][:] = luck.choice([0.0, 5.0, 60.0], PLACES)
    levels = ("settlement_local", "settlement_regional", "settlement_international")
    for name in ("leadership", "appeal", "coalition_will", *levels):
        state.nation[name][0] = luck.random()
    state.nation["treasury"][0] = luck.choice([0.0, 0.5, 300.0])
    state.nation["turbulence"][0] = luck.normal(0, 0.5)
    state.nation["stance"][0] = luck.integers(3)
    for name in ("quality", "inclusion", "effort", "will"):
        state.countries[name][0] = luck.random()
    if seed % 5 == 0:
        state.places["control"][WEST] = 0.005  # less than what counts as taken
    state.residents[:] = stock((PLACES, COMMUNITIES), 2e6)
    state.displaced[:] = stock((PLACES, COMMUNITIES), 5e5)
    state.grievance[:] = np.clip(luck.uniform(-0.2, 1.2, (PLACES, COMMUNITIES)), 0, 1)
    state.overt[:] = stock((PLACES, ORIGINS), 6e3)
    state.covert[:] = stock((PLACES, ORIGINS), 3e3)
    state.forces[:] = stock((PLACES, FORCES), 2e4)
    state.forces[ABROAD] = 0
    if seed % 10 == 0:
        state.forces[WEST] = 0
    state.reserve[:] = stock((1, FORCES), 3e4)
    state.morale[:] = luck.random(FORCES)
    state.dead[:] = luck.uniform(0, 200, (PLACES, 4))
    state.counted[:] = state.dead[:, :3] * luck.random((PLACES, 3))
    state.places["harmed"][:] = state.dead[:, 0] * luck.random(PLACES)
    state.nation["held"][0] = (state.residents.sum(1) * state.places["control"] * inside).sum() * luck.uniform(0.8, 1.5)
    return state


def parameters_at(*quantiles: float) -> np.recarray:
    """Parameters of worlds at the given quantiles of all priors together (0 and 1: their ends)."""
    return _at(quantiles).copy()


@cache
def _at(quantiles: tuple[float, ...]) -> np.recarray:
    made = record_of_worlds(len(quantiles))
    for group, fields in groups().items():
        for name, parameter in fields.items():
            ends = dict(zip((0.0, 1.0), parameter.prior.bounds(), strict=True))
            made[group][name] = [ends[u] if u in ends else parameter.prior.quantile(u) for u in quantiles]
    return made


def parameters_drawn(worlds: int, seed: int = 1) -> np.recarray:
    """Parameters of worlds, each drawn from its prior by itself."""
    luck = np.random.default_rng(seed)
    made = record_of_worlds(worlds)
    for group, fields in groups().items():
        for name, parameter in fields.items():
            made[group][name] = parameter.prior.quantile(luck.random(worlds))
    return made


@dataclass
class World:
    """A tiny world in one step: change its arrays, then let mechanisms act on it."""

    setting: Setting = field(default_factory=tiny_setting)
    state: State = field(default_factory=tiny_state)
    parameters: np.recarray = field(default_factory=lambda: parameters_at(0.5))
    seed: int = SEED
    number: int = 0
    week: int = 0

    def __post_init__(self) -> None:
        self.orders: Orders
        self.room: Room
        self.orders, self.room = working_room(PLACES, FORCES, ORIGINS)
        self.ledger = Ledger(self.room.week, self.room.overt_under_way, self.room.covert_under_way)
        self.orders.places["openness"][:] = 1.0
        self.orders.places["before"][:] = self.state.places["control"]

    @property
    def noise(self) -> Noise:
        return Noise(self.seed, self.number, self.week)

    @property
    def people(self) -> float:
        return people_on_the_books(self.state)

    def flow(self, *names: str) -> float:
        """Flows so far, summed over places and names."""
        return float(sum(self.room.week[name].sum() for name in names))

    def do(self, name: str, **changed: float) -> World:
        """Let one mechanism act, with some of its parameters changed."""
        mechanism: Mechanism = BY_NAME[name]
        group = mechanism.parameters.__name__.lower()
        parameters = self.parameters.copy()
        for parameter, value in changed.items():
            parameters[group][parameter] = value
        mechanism.function(self.state, self.setting, self.orders, self.noise, self.ledger, getattr(parameters[0], group))
        return self

    def step(self) -> World:
        """One whole step."""
        step(self.state, self.setting, self.orders, self.noise, self.ledger, self.parameters[0])
        self.week += 1
        return self


def varied_world(seed: int, parameters: np.recarray | None = None) -> World:
    """A varied state under varied orders."""
    luck = np.random.default_rng(seed + 1000)
    made = World(state=varied_state(seed), number=seed, week=seed % 7)
    if parameters is not None:
        made.parameters = parameters
    orders = made.orders
    control = made.state.places["control"]
    orders.places["before"][:] = np.clip(control + luck.choice([0.0, 0.0, 0.3], PLACES), 0, 1)
    held = (orders.places["before"] > 0) & (control > 0)
    orders.places["assaulted"][:] = held * luck.choice([0.0, 0.4, 1.0], PLACES)
    orders.places["strikes"][:] = luck.uniform(0, 60, PLACES) * (made.state.overt.sum(1) >= 1)
    orders.places["openness"][:] = luck.choice([0.0, 0.5, 1.0], PLACES)
    orders.forces[:ABROAD] = luck.uniform(0, 2e4, (PLACES - 1, FORCES)) * held[:ABROAD, None]
    return made


def stacked(array, worlds: int):
    """An array repeated over a first axis of worlds, with its type kept."""
    copies = np.stack([np.asarray(array)] * worlds)
    return copies.view(np.recarray) if isinstance(array, np.recarray) else copies


def block(worlds: int, dt: float = 1.0) -> Beginnings:
    """The tiny world at its start, once for each world of a block."""
    setting = tiny_setting(dt)
    shared = ("dt", "near", "pauses")
    repeated = {name: stacked(x, worlds) for name, x in setting._asdict().items() if name not in shared}
    return Beginnings(setting._replace(**repeated), State(*(stacked(x, worlds) for x in tiny_state())))


def simulated(parameters: np.recarray, numbers: Iterable[int], weeks: int = 100, dt: float = 1.0,
              changes: Changes | None = None) -> Written:
    """Worlds of these numbers, one row of parameters each, carried over some weeks."""
    worlds = np.array(list(numbers), dtype=np.int64)
    parts = np.array([[1.0, 1.0, 0.0, 0.0, 0.0]])
    at = np.arange(0, weeks + 1, 4)
    written = blank_written(worlds.size, weeks + 1, at.size, COUNTRIES, len(parts), PLACES, ORIGINS)
    orders, room = working_room(PLACES, FORCES, ORIGINS)
    changes = changes_of([]) if changes is None else changes
    simulate(block(worlds.size, dt), parameters, changes, SEED, worlds, parts, at, orders, room, written)
    return written


FLOW_NAMES = tuple(flow.name for flow in FLOWS)
