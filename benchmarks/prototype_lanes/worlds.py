"""Real worlds of mosul-2016, one by one and in lanes, and the loops that carry either of them through weeks."""

from __future__ import annotations

import importlib
import os
import pkgutil

import numpy as np

OWN = os.environ.get("SCALAR", os.environ.get("EXP", "own")) == "own"

from benchmarks.prototype_lanes import elementary  # noqa: E402
from benchmarks.prototype_lanes.layout import Parameters, GROUPS, L, lanes_of, numbers  # noqa: E402
from benchmarks.prototype_lanes.vectors import load1, load_words  # noqa: E402
import rekindle.model as model  # noqa: E402
import rekindle.model.step  # noqa: E402

if OWN:  # the scalar functions get the same exp and log
    for info in pkgutil.walk_packages(model.__path__, "rekindle.model."):
        module = importlib.import_module(info.name)
        if hasattr(module, "math") and info.name.split(".")[2] in ("mechanisms", "formulas", "readings", "noise"):
            module.math = elementary.own

from rekindle import load  # noqa: E402
from rekindle.ensemble.draws import signed  # noqa: E402
from rekindle.ensemble.frame import Frame  # noqa: E402
from rekindle.ensemble.worlds import begin  # noqa: E402
from rekindle.model.fields import blank  # noqa: E402
from rekindle.model.ledger import FLOWS, Ledger  # noqa: E402
from rekindle.model.noise import Noise  # noqa: E402
from rekindle.model.setting import ORDER, Orders, Setting  # noqa: E402
from rekindle.model.simulate import setting_of  # noqa: E402
from rekindle.model.state import State  # noqa: E402

SEED = 1
SHARED = ("dt", "near", "pauses", "course_weeks")


class Block:
    """Worlds of one block as arrays with a first axis of worlds, changed in place."""

    def __init__(self, count: int) -> None:
        self.frame = Frame(load("mosul-2016"), load("mosul-2016").until)
        self.worlds = np.arange(count)
        self.beginnings, self.parameters = begin(self.frame, SEED, self.worlds)
        self.seed = signed(SEED)
        places, forces, origins = len(self.frame.places), len(self.frame.forces), len(self.frame.origins)
        self.state = State(*[np.ascontiguousarray(a).copy().view(type(a)) for a in self.beginnings.state])
        self.orders = Orders(
            blank((count, places), ORDER),
            np.zeros((count, places, forces)),
            np.zeros((count, forces)),
            np.zeros((count, origins)),
        )
        self.flows = blank((count, places), FLOWS)
        self.way = np.zeros((count, places, origins)), np.zeros((count, places, origins))

    def lanes(self) -> "InLanes":
        return InLanes(self)

    def copy(self) -> "Block":
        other = object.__new__(Block)
        other.__dict__.update(self.__dict__)
        other.state = State(*[a.copy() for a in self.state])
        other.orders = Orders(*[a.copy() for a in self.orders])
        other.flows = self.flows.copy()
        return other


class InLanes:
    """The same worlds with the lanes last."""

    def __init__(self, block: Block) -> None:
        s = block.beginnings.setting
        made = {}
        for name, array in zip(Setting._fields, s, strict=True):
            made[name] = array if name in SHARED else lanes_of(array)
        self.setting = Setting(**made)
        self.state = State(*[lanes_of(a) for a in block.state])
        self.orders = Orders(*[lanes_of(a) for a in block.orders])
        self.flows = lanes_of(block.flows)
        self.way = tuple(np.ascontiguousarray(lanes_of(w)) for w in block.way)
        self.parameters = Parameters(*[lanes_of(np.ascontiguousarray(block.parameters[group])) for group in GROUPS])
        self.worlds, self.seed = block.worlds, block.seed

    def copy(self) -> "InLanes":
        other = object.__new__(InLanes)
        other.__dict__.update(self.__dict__)
        other.state = State(*[a.copy() for a in self.state])
        other.orders = Orders(*[a.copy() for a in self.orders])
        other.flows = self.flows.copy()
        return other


TEMPLATE = """
def scalar(beginnings, state, orders, flows, overt, covert, parameters, seed, worlds, first, rounds):
    for w in range(worlds.size):
        setting = setting_of(beginnings, w)
        here = State({state_w})
        ordered = Orders({orders_w})
        ledger = Ledger(flows[w], overt[w], covert[w])
        for i in range(rounds):
            function(here, setting, ordered, Noise(seed, worlds[w], first + i), ledger, parameters[w])

def lanes(setting_, state, orders, flows, overt, covert, parameters, seed, worlds, first, rounds):
    for g in range(flows.shape[0]):
        setting = Setting({setting_g})
        here = State({state_g})
        ordered = Orders({orders_g})
        ledger = Ledger(flows[g], overt[g], covert[g])
        mine = {parameters_g}
        numbers = load_words(worlds[g * L:])
        for i in range(rounds):
            function(here, setting, ordered, Noise(seed, numbers, first + i), ledger, mine)
"""


def loops(scalar_function, lane_function, group: str | None):
    """The two loops over a block, for one mechanism with its group of parameters or (None) for the step."""
    import numba

    of_group = "Parameters(" + ", ".join(f"parameters[{i}][g]" for i in range(len(GROUPS))) + ")"
    text = TEMPLATE.format(
        state_w=", ".join(f"state.{n}[w]" for n in State._fields),
        orders_w=", ".join(f"orders.{n}[w]" for n in Orders._fields),
        state_g=", ".join(f"state.{n}[g]" for n in State._fields),
        orders_g=", ".join(f"orders.{n}[g]" for n in Orders._fields),
        setting_g=", ".join(
            f"setting_.{n}" + ("" if n in SHARED else "[g]") if n != "strikes" else "load1(setting_.strikes, g)"
            for n in Setting._fields
        ),
        parameters_g=of_group if group is None else "parameters[g]",
    )
    made = []
    for name, function in (("scalar", scalar_function), ("lanes", lane_function)):
        space = dict(
            setting_of=setting_of,
            State=State,
            Setting=Setting,
            Orders=Orders,
            Ledger=Ledger,
            Noise=Noise,
            Parameters=Parameters,
            load_words=load_words,
            load1=load1,
            function=function,
            L=L,
        )
        exec(text, space)
        made.append(numba.njit(nogil=True, error_model="numpy", _nrt=name == "scalar")(space[name]))
    return made


def run_scalar(loop, block: Block, group: str | None, first: int, rounds: int) -> None:
    parameters = block.parameters if group is None else block.parameters[group]
    loop(
        block.beginnings,
        block.state,
        block.orders,
        block.flows,
        *block.way,
        parameters,
        block.seed,
        block.worlds,
        first,
        rounds,
    )


def run_lanes(loop, block: InLanes, group: str | None, first: int, rounds: int) -> None:
    parameters = block.parameters if group is None else getattr(block.parameters, group)
    loop(block.setting, block.state, block.orders, block.flows, *block.way, parameters, block.seed, block.worlds, first, rounds)


def differences(block: Block, lanes: InLanes) -> dict[str, tuple[int, float]]:
    """Numbers that differ in bits, and the largest relative difference, by array."""
    found = {}
    pairs = [*zip(State._fields, block.state, lanes.state), ("flows", block.flows, lanes.flows)]
    pairs += [("orders." + n, a, b) for n, a, b in zip(Orders._fields, block.orders, lanes.orders)]
    for name, a, b in pairs:
        a = np.ascontiguousarray(numbers(a))
        b = np.ascontiguousarray(np.moveaxis(b, -1, 1)).reshape(a.shape)
        other = (a.view("u8") != b.view("u8")) & ~((a == 0) & (b == 0))
        if other.any():
            found[name] = int(other.sum()), float(np.nanmax(np.abs(a - b) / np.maximum(np.abs(a), 1e-300)))
    return found
