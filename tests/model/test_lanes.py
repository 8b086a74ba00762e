"""Worlds eight at a time: every bit is that of one world by itself, and what cannot be rewritten is named with its line."""

from __future__ import annotations

import inspect
import os
import pickle
import platform
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import constructs
import numba
import numpy as np
import pytest
from tiny import block, parameters_at, parameters_drawn, simulated

from rekindle.code_cache import CodeCache
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import simulate_block, written_for
from rekindle.ensemble.worlds import begin
from rekindle.model import compiled, lanes
from rekindle.model.changes import changes_of, for_worlds
from rekindle.model.noise import Noise
from rekindle.model.parameters import all_parameters
from rekindle.model.series import Written
from rekindle.model.setting import SHARED, Setting
from rekindle.scenario import read

SCENARIOS = {"mosul-2016": 2, "iraq-2006": 2, "mali-2013": 4, "battle-marawi-2017": 16}
"""Weeks of each: a few, for without a compiler a week takes long."""


def short_runs() -> dict[str, Written]:
    """Worlds of some scenarios and of the tiny one, none a multiple of eight, in whatever form is used here."""
    runs = {}
    for name, weeks in SCENARIOS.items():
        scenario = read(name)
        frame = Frame(scenario, scenario.start + timedelta(weeks=weeks))
        numbers = np.arange(5, 14)
        beginnings, parameters = begin(frame, 1, numbers)
        runs[name] = written_for(frame, numbers.size)
        simulate_block(frame, beginnings, parameters, 1, numbers, runs[name])
    column = list(all_parameters()).index("raid.reach")
    changes = changes_of([(10.0, 20.0, column, 1, 0.5, 0.0, 1.0)])
    parameters = np.concatenate([parameters_at(0, 1), parameters_drawn(9)]).view(np.recarray)
    runs["tiny"] = simulated(parameters, range(11), 30)
    runs["tiny, half steps and a policy"] = simulated(parameters[2:5], (7, 3, 5), 24, dt=0.5, changes=changes)
    doses = for_worlds(changes, 11, {0: np.linspace(0.2, 2.0, 11)})
    runs["tiny, a dose of its own for each world"] = simulated(parameters, range(11), 14, changes=doses)
    return runs


PLAIN = """
import pickle, sys
import rekindle.model.step
from test_lanes import short_runs

assert not hasattr(rekindle.model.step.step, "py_func"), "compiled all the same"
with open(sys.argv[1], "wb") as file:
    pickle.dump({name: [array.tobytes() for array in run] for name, run in short_runs().items()}, file)
"""
compiled_only = pytest.mark.skipif(not lanes.usable(), reason="worlds run one at a time here")


@compiled_only
def test_every_bit_is_that_of_one_world_in_plain_python(tmp_path):
    file = tmp_path / "plain.pickle"
    here = str(Path(__file__).parent)
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join([here, *sys.path])}
    subprocess.run([sys.executable, "-W", "ignore", "-c", PLAIN, str(file)], check=True, env=environment)
    plain = pickle.loads(file.read_bytes())
    for name, run in short_runs().items():
        for array, numbers, expected in zip(Written._fields, run, plain[name], strict=True):
            assert numbers.tobytes() == expected, f"{name}: {array}"


# Each construct by itself


def name_of(function) -> str:
    """A construct's name, compiled or not."""
    return getattr(function, "py_func", function).__name__


@pytest.fixture
def unkept(monkeypatch) -> None:
    """Nothing that is compiled here is kept on disk."""
    monkeypatch.setattr(compiled, "CACHE", SimpleCache())


class SimpleCache:
    """A cache that keeps nothing."""

    folder = Path("nowhere")

    def read(self, name: str) -> None:
        return None

    def write(self, name: str, content: bytes) -> None:
        pass


def eight(function):
    """A construct's function for eight worlds, with its arguments in lanes."""
    from rekindle.model.lanes.declared import NOISE
    from rekindle.model.lanes.kinds import Table
    from rekindle.model.lanes.made import load
    from rekindle.model.lanes.rewriting import Rewriting

    rewriting = Rewriting()
    made = rewriting.function(function, (Table(True, 1), NOISE, Table(True, 1)), False)
    module = load(rewriting.text())
    return getattr(module, made.name)


def called(function, x: np.ndarray, out: np.ndarray) -> None:
    """Call what only compiled code can call: its noise has a vector for the world."""
    from rekindle.model.lanes.functions import load_words

    @numba.njit(error_model="numpy")
    def door(x, worlds, out):
        function(x, Noise(3, load_words(worlds), 5), out)

    door(x, np.arange(8), out)


@compiled_only
@pytest.mark.parametrize("avx", [True, False], ids=["as here", "general form"])
@pytest.mark.parametrize("function", constructs.KNOWN, ids=name_of)
def test_every_construct_gives_the_same_bits(function, avx, monkeypatch, unkept):
    from rekindle.model.lanes import processor

    monkeypatch.setattr(processor, "AVX", processor.AVX and avx)
    x = np.random.default_rng(1).normal(0, 0.8, (6, 8))
    x[3, 2], x[4, 5] = 0.0, -0.0
    together = np.zeros_like(x)
    called(eight(function), x, together)
    for world in range(8):
        alone = np.zeros(6)
        with np.errstate(all="ignore"):
            function.py_func(x[:, world].copy(), Noise(3, world, 5), alone)
        assert alone.tobytes() == together[:, world].tobytes(), f"world {world}: {alone}, {together[:, world]}"


@compiled_only
@pytest.mark.parametrize("function", constructs.UNKNOWN, ids=name_of)
def test_what_is_not_known_is_named_with_its_line_and_what_to_write(function):
    from rekindle.model.lanes.kinds import Unknown

    with pytest.raises(Unknown) as raised:
        eight(function)
    lines, first = inspect.getsourcelines(function.py_func)
    (at,) = (first + n for n, line in enumerate(lines) if line.endswith("# here\n"))
    says = str(raised.value)
    assert says.startswith(f"{constructs.__file__}, line {at}, in {function.py_func.__name__}: ")
    assert constructs.UNKNOWN[function] in says


@compiled_only
@pytest.mark.skipif(platform.machine() != "x86_64", reason="AVX is of x86 processors")
@pytest.mark.parametrize(("name", "features", "expected"), [("generic", "", "False"), ("x86-64", "+avx", "True")])
def test_instructions_are_those_of_the_processor_that_code_is_compiled_for(name, features, expected):
    script = "from rekindle.model.lanes.processor import AVX; print(AVX)"
    environment = os.environ | {"NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": features, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == expected


# What is declared


@compiled_only
@pytest.mark.parametrize("name", SCENARIOS)
def test_kinds_are_those_of_the_arrays(name):
    from rekindle.model.lanes.declared import SETTING, STATE
    from rekindle.model.lanes.kinds import Records, Table

    scenario = read(name)
    beginnings, _ = begin(Frame(scenario, scenario.start), 1, np.arange(2))
    for declared, arrays in ((SETTING, beginnings.setting), (STATE, beginnings.state)):
        assert [field for field, _ in declared.parts] == list(arrays._fields)
        for field, kind in declared.parts:
            array, shared = getattr(arrays, field), field in SHARED
            if isinstance(kind, Table | Records):
                assert kind.lanes != shared
                axes = kind.dims + (not shared)
                assert array.ndim == axes, f"{field} has {array.ndim} axes; its comment says {kind.dims} of one world"
            if isinstance(kind, Records):
                assert array.dtype.names == kind.fields, field


class Said(NamedTuple):
    """Fields that say what they are."""

    people: np.ndarray  # (P, C) people living there
    rate: float
    places: np.recarray  # (P,) PLACE_STATE


class Unsaid(NamedTuple):
    """One does not."""

    people: np.ndarray  # (P, C) people living there
    money: np.ndarray  # of everybody


@compiled_only
def test_a_new_field_is_read_off_its_comment_or_the_error_says_what_to_write():
    from rekindle.model.lanes.declared import declared
    from rekindle.model.lanes.kinds import LANES, Records, Table, Unknown
    from rekindle.model.state import PLACE_STATE

    said = dict(declared(Said).parts)
    assert said["people"] == Table(True, 2) and said["rate"] == LANES
    assert said["places"] == Records(tuple(field.name for field in PLACE_STATE))
    lines, first = inspect.getsourcelines(Unsaid)
    at = first + next(n for n, line in enumerate(lines) if "money" in line)
    with pytest.raises(Unknown, match=re.escape(f"{__file__}, line {at}: the comment behind 'money'") + ".*Write `money: "):
        declared(Unsaid)


@compiled_only
def test_worlds_that_differ_in_what_lanes_share_are_an_error():
    from rekindle.model.lanes.blocks import beginnings_in_lanes
    from rekindle.model.lanes.kinds import Differs

    beginnings = block(3)
    setting: Setting = beginnings.setting
    setting.places["theatre"][1, 2] = 0.0
    with pytest.raises(Differs, match=r"setting.places\[2\].theatre is not the same in all worlds"):
        beginnings_in_lanes(beginnings)


# The text


@compiled_only
def test_the_text_is_kept_where_compiled_code_is_and_not_made_again(tmp_path, monkeypatch):
    from rekindle.model.lanes import made

    cache = CodeCache(tmp_path)
    monkeypatch.setattr(compiled, "CACHE", cache)
    monkeypatch.setattr(made, "rewritten", lambda: "def simulate():\n    return 1 / 0\n")
    assert made._simulate_eight.__wrapped__().__name__ == "simulate"
    compile((tmp_path / made.FILE).read_text(encoding="utf-8"), made.FILE, "exec")
    monkeypatch.setattr(made, "rewritten", lambda: pytest.fail("made again"))
    kept = made._simulate_eight.__wrapped__()
    with pytest.raises(ZeroDivisionError) as raised:
        kept()
    lines, _ = inspect.getsourcelines(kept)
    assert lines[1].strip() == "return 1 / 0" == str(raised.traceback[-1].statement).strip()
    monkeypatch.setattr(compiled, "CACHE", CodeCache(tmp_path / made.FILE / "no folder"))
    monkeypatch.setattr(made, "rewritten", lambda: "def simulate():\n    return 7\n")
    assert made._simulate_eight.__wrapped__()() == 7, "made in memory where nothing can be kept"
