"""A tiny world built straight from the model's tuples: two sectors, a town, a governorate, a home region, an affiliate.

Types and memory layout are those of an ensemble (a test holds them together), so that everything compiled here is
compiled once and shared with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from rekindle.model import lanes
from rekindle.model.changes import Changes, changes_of, for_worlds
from rekindle.model.fields import blank
from rekindle.model.ledger import FLOWS, Ledger, people_on_the_books
from rekindle.model.mechanism import Mechanism
from rekindle.model.noise import Noise
from rekindle.model.parameter import Choice, Fixed
from rekindle.model.parameters import groups, record_of_worlds
from rekindle.model.series import Written, blank_written
from rekindle.model.setting import (
    COMMUNITY_SETTING,
    CORRIDOR_SETTING,
    COUNTRY_SETTING,
    COURSE_SETTING,
    FORCE_SETTING,
    ORDER_SETTING,
    ORIGIN_SETTING,
    PAUSE_SETTING,
    PLACE_SETTING,
    SHARED,
    Orders,
    Setting,
)
from rekindle.model.simulate import Beginnings, Room, working_room
from rekindle.model.state import COUNTRY_STATE, NATION_STATE, PLACE_STATE, State
from rekindle.model.step import MECHANISMS, step

EAST, WEST, TOWN, PLAIN, HOME, AFFILIATE = range(6)
PLACES, COMMUNITIES, FORCES, ORIGINS, COUNTRIES, ORDERS = 6, 2, 2, 2, 1, 1
THEATRE = slice(0, HOME)
OUTSIDE = (HOME, AFFILIATE)
BY_NAME = {mechanism.name: mechanism for mechanism in MECHANISMS}
SEED = 11


def records(fields, *rows: dict[str, float]) -> np.recarray:
    """Records with one row of named numbers each, 0 where nothing is said."""
    made = blank(len(rows), fields)
    for i, row in enumerate(rows):
        for name, value in row.items():
            made[name][i] = value
    return made


def tiny_setting(dt: float = 1.0) -> Setting:
    """What the weeks do not change."""
    return _copied(_tiny_setting(dt))


def _copied(arrays):
    """Tests make tens of thousands of worlds: copying one is many times as fast as making it."""
    return type(arrays)(*(one.copy() if isinstance(one, np.ndarray) else one for one in arrays))


@cache
def _tiny_setting(dt: float) -> Setting:
    near = np.zeros((PLACES, PLACES))
    for p, q, km in ((EAST, WEST, 5.0), (WEST, TOWN, 40.0), (TOWN, PLAIN, 60.0), (EAST, PLAIN, 80.0)):
        near[p, q] = near[q, p] = 1.0 / km
    near[THEATRE] /= near[THEATRE].sum(axis=1, keepdims=True)
    inside = {"theatre": 1, "city": -1, "bank": -1}
    return Setting(
        dt=dt,
        places=records(
            PLACE_SETTING,
            {"theatre": 1, "sector": 1, "density": 0.6, "area": 60}, {"theatre": 1, "sector": 1, "density": 0.9, "area": 20},
            {**inside, "density": 0.3, "area": 40, "cover": 0.2},
            {**inside, "governorate": 1, "density": 0.05, "area": 20_000, "cover": 0.5},
            {"city": -1, "bank": -1, "country": -1, "area": 1000},
            {"city": -1, "bank": -1, "country": -1, "area": 5000, "affiliate": 1, "vacuum": 0.6, "tie": 0.5, "pull": 1.0,
             "pressure": 0.5, "deadly": 0.01},
        ),
        communities=records(COMMUNITY_SETTING, {"claimed": 0.95, "exclusion": 0.9}, {"claimed": 0.05, "exclusion": 0.2}),
        forces=records(FORCE_SETTING, {"strength": 40_000, "restraint": 0.9}, {"strength": 25_000, "restraint": 0.4}),
        origins=records(
            ORIGIN_SETTING, {"home": -1},
            {"propensity": 1, "border": 0.5, "home": HOME, "screening": 0.3, "inspired": 0.3, "reach": 0.5}),
        countries=records(COUNTRY_SETTING, {"corruption": 0.4, "economy": 0.7, "services": 0.6}),
        near=near,
        distance=np.array([[0.3, 0.1], [0.8, 0.05]]),
        posts=np.array([[3000.0, 500.0], [2000.0, 500.0], [1000.0, 1500.0], [6000.0, 9000.0], [0.0, 0.0], [0.0, 0.0]]),
        orders=records(ORDER_SETTING, {"place": EAST, "start": 2, "after": -1}),
        order_forces=np.array([[15_000.0, 2000.0]]),
        pauses=records(PAUSE_SETTING, {"start": 6, "end": 8}),
        corridors=records(CORRIDOR_SETTING, {"end": 5, "openness": 0.8}),
        courses=blank(0, COURSE_SETTING),
        course_weeks=np.zeros((0, 1)),
        course_values=np.zeros((0, 1)),
        ring=np.array([0.1]),
        strikes=120.0,
        quality=np.array([0.75]),
        origin_of_processes=tiny_nation(),
    )  # fmt: skip


def with_course(setting: Setting, target: int, index: int, points: dict[float, float]) -> Setting:
    """A setting with one dated input: week -> value, the first at week 0."""
    return setting._replace(
        courses=records(COURSE_SETTING, {"target": target, "index": index}),
        course_weeks=np.array([[*points, np.inf]]),
        course_values=np.array([[*points.values(), 0.0]]),
    )


def tiny_nation() -> np.recarray:
    return records(NATION_STATE, {
        "leadership": 0.8, "appeal": 0.7, "treasury": 60, "coalition_will": 0.9, "held": 1_100_000, "peak": 2_000_000,
        "unity": 1, "age": 8, "remembered": 12_000, "settlement_local": 0.2,
        "settlement_regional": 0.2, "settlement_international": 0.2})  # fmt: skip


def tiny_ground() -> np.recarray:
    """The places' state: the city held, the town contested, the plain free."""
    held = {"control": 1.0, "intelligence": 0.05, "economy": 0.3, "services": 0.3, "inclusion": 0.3, "activity": 0.5}
    return records(
        PLACE_STATE,
        {**held, "defences": 0.6, "damage": 0.05}, {**held, "defences": 0.8, "damage": 0.1},
        {"control": 0.4, "defences": 0.3, "damage": 0.1, "intelligence": 0.1, "security": 0.3, "economy": 0.5, "services": 0.4,
         "inclusion": 0.4, "activity": 0.5},
        {"damage": 0.05, "intelligence": 0.3, "security": 0.5, "economy": 0.6, "services": 0.6, "inclusion": 0.4,
         "activity": 0.5},
        {}, {},
    )  # fmt: skip


def tiny_state() -> State:
    """What the first week starts from."""
    return _copied(_tiny_state())


@cache
def _tiny_state() -> State:
    return State(
        places=tiny_ground(),
        nation=tiny_nation(),
        countries=records(COUNTRY_STATE, {
            "quality": 0.75, "inclusion": 0.4, "effort": 0.6, "will": 0.7, "returned": 50_000,
            "alarm": 0.5, "waiting": 0.8}),
        residents=np.array([[450e3, 150e3], [380e3, 20e3], [90e3, 60e3], [500e3, 900e3], [0.0, 0.0], [800e3, 0.0]]),
        displaced=np.array([[20e3, 40e3], [10e3, 5e3], [30e3, 30e3], [60e3, 20e3], [0.0, 0.0], [0.0, 0.0]]),
        grievance=np.array([[0.6, 0.2], [0.65, 0.2], [0.55, 0.3], [0.5, 0.2], [0.1, 0.1], [0.1, 0.1]]),
        overt=np.array([[2000.0, 400.0], [2500.0, 600.0], [500.0, 50.0], [150.0, 10.0], [0.0, 0.0], [900.0, 60.0]]),
        covert=np.array([[200.0, 5.0], [250.0, 5.0], [150.0, 2.0], [900.0, 10.0], [0.0, 0.0], [0.0, 0.0]]),
        detained=np.array([[30.0, 1.0], [20.0, 1.0], [50.0, 2.0], [100.0, 5.0], [0.0, 0.0], [0.0, 0.0]]),
        fallen=np.array([[300.0, 90.0], [300.0, 90.0], [100.0, 20.0], [100.0, 10.0], [0.0, 0.0], [0.0, 0.0]]),
        abroad=np.array([[0.0] * 7, [40.0, 10.0, 30.0, 120.0, 2.0, 60.0, 8.0]]),
        forces=np.array([[0.0, 0.0], [0.0, 0.0], [600.0, 900.0], [6000.0, 9000.0], [0.0, 0.0], [0.0, 0.0]]),
        reserve=np.array([[33_400.0, 15_100.0]]),
        morale=np.array([0.5, 0.45]),
        dead=np.zeros((PLACES, 3)),
        counted=np.array([[0.0, 0.0, 390.0], [0.0, 0.0, 390.0], [0.0, 0.0, 120.0], [0.0, 0.0, 110.0], [0.0] * 3, [0.0] * 3]),
        outside=np.zeros((1, 3)),
        opened=np.zeros(ORDERS),
    )  # fmt: skip


def varied_state(seed: int) -> State:
    """A state in which everything that may differ differs: empty and full places, fresh and worn-out forces."""
    return _copied(_varied_state(seed))


@cache
def _varied_state(seed: int) -> State:
    luck = np.random.default_rng(seed)
    state = tiny_state()
    inside = np.arange(PLACES) < HOME

    def stock(shape, largest: float) -> np.ndarray:
        """People from none over a fraction of one person to many, on a log scale."""
        people = np.exp(luck.uniform(np.log(0.1), np.log(largest), shape))
        return people * (luck.random(shape) > 0.15)

    shares = ("defences", "damage", "intelligence", "security", "economy", "services", "inclusion", "activity", "programme")
    for name in shares:
        state.places[name][:] = luck.random(PLACES) * inside
    state.places["control"][:] = np.clip(luck.uniform(-0.5, 1.5, PLACES), 0, 1) * inside
    state.places["turbulence"][:] = luck.normal(0, 0.7, PLACES)
    state.places["response"][:] = np.clip(luck.normal(0, 0.5, PLACES), -1, 1) * (luck.random(PLACES) > 0.5) * inside
    state.places["pressure"][:] = luck.uniform(0, 0.05, PLACES) * inside
    state.places["recovering"][:] = luck.choice([0.0, 5.0, 60.0], PLACES)
    levels = ("settlement_local", "settlement_regional", "settlement_international")
    for name in ("leadership", "appeal", "coalition_will", "unity", *levels):
        state.nation[name][0] = luck.random()
    state.nation["treasury"][0] = luck.choice([0.0, 0.5, 300.0])
    state.nation["turbulence"][0] = luck.normal(0, 0.5)
    state.nation["stance"][0] = luck.integers(3)
    for name in ("quality", "inclusion", "effort", "will"):
        state.countries[name][0] = luck.random()
    state.countries["burden"][0] = luck.choice([0.0, 0.3, 5.0])
    if seed % 5 == 0:
        state.places["control"][WEST] = 0.005  # less than what counts as taken
    state.residents[:] = stock((PLACES, COMMUNITIES), 2e6)
    state.displaced[:] = stock((PLACES, COMMUNITIES), 5e5)
    state.grievance[:] = np.clip(luck.uniform(-0.2, 1.2, (PLACES, COMMUNITIES)), 0, 1)
    state.overt[:] = stock((PLACES, ORIGINS), 6e3)
    state.covert[:] = stock((PLACES, ORIGINS), 3e3)
    state.forces[:] = stock((PLACES, FORCES), 2e4)
    state.forces[HOME:] = 0
    state.fallen[:] = stock((PLACES, ORIGINS), 3e3)
    state.abroad[1] = stock((7,), 3e3)
    for stock_at_home in (state.residents, state.displaced, state.overt, state.covert):
        stock_at_home[HOME] = 0
    if seed % 10 == 0:
        state.forces[WEST] = 0
    state.reserve[:] = stock((1, FORCES), 3e4)
    state.morale[:] = luck.random(FORCES)
    state.dead[:] = luck.uniform(0, 200, (PLACES, 3))
    state.counted[:] = np.column_stack([state.dead[:, :2], state.fallen.sum(1)]) * luck.random((PLACES, 3))
    state.places["harmed"][:] = state.dead[:, 0] * luck.random(PLACES)
    state.nation["held"][0] = (state.residents.sum(1) * state.places["control"] * inside).sum() * luck.uniform(0.8, 1.5)
    state.nation["peak"][0] = state.nation["held"][0] * luck.uniform(1.0, 3.0)
    for name in ("guards", "standing", "wronged"):
        state.places[name][:] = luck.random(PLACES) * inside
    state.places["contest"][:] = np.clip(luck.normal(0, 0.3, PLACES), -1, 1) * inside
    state.places["leaning"][:] = np.clip(luck.normal(0, 0.5, PLACES), -1, 1) * (luck.random(PLACES) > 0.5) * inside
    state.places["bereaved"][:] = state.dead[:, 0] * luck.random(PLACES) * inside
    state.places["fortune"][:] = luck.normal(0, 0.5, PLACES) * (np.arange(PLACES) == AFFILIATE)
    state.nation["age"][0] = luck.uniform(0, 25)
    state.nation["fortune"][0] = luck.normal(0, 0.4)
    state.nation["remembered"][0] = luck.uniform(0, 3e4)
    for name in ("surge", "alarm", "waiting"):
        state.countries[name][0] = luck.random()
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


def with_variants(parameters: np.recarray, number: int) -> np.recarray:
    """The same parameters with the variants of one number of many: every combination comes up in time."""
    made = parameters.copy()
    for i, (group, name, options) in enumerate(_choices()):
        made[group][name] = (number // 3 ** (i % 3) + i) % options
    return made


@cache
def _choices() -> list[tuple[str, str, int]]:
    return [(group, name, len(parameter.prior.names)) for group, fields in groups().items()
            for name, parameter in fields.items() if isinstance(parameter.prior, Choice)]  # fmt: skip


@cache
def levers_moved() -> np.recarray:
    """Parameters at their medians, and all that only policies and experiments move at a half; not to be changed."""
    made = parameters_at(0.5)
    for group, fields in groups().items():
        for name, parameter in fields.items():
            if isinstance(parameter.prior, Fixed):
                made[group][name] = 0.5
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
        self.orders.strength[:] = self.setting.forces["strength"]
        self.orders.borders[:] = self.setting.origins["border"]

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
        parameters = self.parameters.copy() if changed else self.parameters
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
    orders.forces[THEATRE] = luck.uniform(0, 2e4, (HOME, FORCES)) * held[THEATRE, None]
    orders.strength[:] *= luck.choice([0.5, 1.0, 1.5], FORCES)
    orders.borders[:] *= luck.random(ORIGINS)
    return made


def stacked(array, worlds: int):
    """An array repeated over a first axis of worlds, with its type kept."""
    copies = np.stack([np.asarray(array)] * worlds)
    return copies.view(np.recarray) if isinstance(array, np.recarray) else copies


def block(worlds: int, dt: float = 1.0) -> Beginnings:
    """The tiny world at its start, once for each world of a block."""
    setting = tiny_setting(dt)
    repeated = {name: stacked(x, worlds) for name, x in setting._asdict().items() if name not in SHARED}
    return Beginnings(setting._replace(**repeated), State(*(stacked(x, worlds) for x in tiny_state())))


def simulated(
    parameters: np.recarray, numbers: Iterable[int], weeks: int = 100, dt: float = 1.0, changes: Changes | None = None
) -> Written:
    """Worlds of these numbers, one row of parameters each, carried over some weeks."""
    worlds = np.array(list(numbers), dtype=np.int64)
    parts = np.array([[1.0, 1.0, 0.0, 0.0, 0.0, 0.0]])
    at = np.arange(0, weeks + 1, 4)
    written = blank_written(worlds.size, weeks + 1, at.size, COUNTRIES, len(parts), len(OUTSIDE), PLACES, ORIGINS)
    changes = for_worlds(changes_of([]) if changes is None else changes, worlds.size)
    lanes.simulate(block(worlds.size, dt), parameters, changes, SEED, worlds, parts, at, written)
    return written


FLOW_NAMES = tuple(flow.name for flow in FLOWS)
