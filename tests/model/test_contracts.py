"""What every mechanism owes, each held to it by itself: declared writes only, finite and in range, people conserved."""

from __future__ import annotations

import ast
import inspect
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tiny import BY_NAME, FLOW_NAMES, World, levers_moved, parameters_at, simulated, varied_world, with_variants

import rekindle.model.step
from rekindle.model.ledger import NOT_PEOPLE
from rekindle.model.parameter import Choice, Fixed, declared
from rekindle.model.setting import ORDER
from rekindle.model.state import COUNTRY_STATE, NATION_STATE, PLACE_STATE, State
from rekindle.model.step import MECHANISMS

RECORDS = {"places": PLACE_STATE, "nation": NATION_STATE, "countries": COUNTRY_STATE}
TABLES = ("forces", "strength", "borders")
UNITS = {f"{record}.{field.name}": field.unit for record, fields in RECORDS.items() for field in fields}
UNITS |= {"grievance": "1", "morale": "1", "opened": "1", "orders.assaulted": "1", "orders.openness": "1"}
WITHOUT_ENDS = ("turbulence", "response", "fortune", "leaning", "contest", "outside")
"""Logarithms, and the place where people come from."""
STATES = range(12)
MANY_STATES = range(150)
RARE = {"lose_leaders": {"loss": 2.0}, "release": {"break_": 50.0}, "answer_crisis": {"respond": 5.0}}
"""What has to be made likely to be seen at all."""


def snapshot(world: World) -> dict[str, np.ndarray]:
    """Everything a mechanism could change, by the names in which `writes` and `flows` speak."""
    found = {f"{record}.{field.name}": whole[field.name].copy() for record, fields in RECORDS.items()
             for whole in (getattr(world.state, record).view(np.ndarray),) for field in fields}  # fmt: skip
    found |= {name: getattr(world.state, name).copy() for name in State._fields if name not in RECORDS}
    places, week = world.orders.places.view(np.ndarray), world.room.week.view(np.ndarray)  # quicker to read than records
    found |= {f"orders.{field.name}": places[field.name].copy() for field in ORDER}
    found |= {f"orders.{name}": getattr(world.orders, name).copy() for name in TABLES}
    found |= {f"flow {name}": week[name].copy() for name in FLOW_NAMES}
    found["under way"] = np.concatenate([world.room.overt_under_way, world.room.covert_under_way])
    found |= {f"setting.{name}": np.array(array) for name, array in world.setting._asdict().items()}
    return found


def written(before: dict[str, np.ndarray], after: dict[str, np.ndarray]) -> set[str]:
    """Names under which something differs."""
    return {name for name in before if before[name].tobytes() != after[name].tobytes()}


def faults(found: dict[str, np.ndarray]) -> Iterator[str]:
    """Numbers that may not be: not finite, negative, or shares above 1."""
    for name, numbers in found.items():
        if name.startswith("setting."):
            continue
        if not np.isfinite(numbers).all():
            yield f"{name} is not finite"
        elif not name.endswith(WITHOUT_ENDS):
            if numbers.min() < 0:
                yield f"{name} falls to {numbers.min()}"
            if UNITS.get(name) == "1" and numbers.max() > 1:
                yield f"{name} rises to {numbers.max()}"


def corners(name: str) -> Iterator[tuple[str, np.recarray]]:
    """Parameters with the mechanism's priors at their ends: all together, and each alone with the others at the median."""
    group = BY_NAME[name].parameters.__name__.lower()
    for u in (0.0, 0.5, 1.0):
        yield f"all at {u}", parameters_at(u)
    for parameter, about in declared(BY_NAME[name].parameters).items():
        options = range(len(about.prior.names)) if isinstance(about.prior, Choice) else about.prior.bounds()
        for end in options:
            one = parameters_at(0.5)
            one[group][parameter] = end
            yield f"{parameter} = {end:g}", one


@pytest.mark.parametrize("name", BY_NAME)
def test_it_stays_in_range_and_conserves_people_at_the_ends_of_its_priors(name):
    for at, parameters in corners(name):
        for seed in STATES:
            world = varied_world(seed, parameters)
            before = world.people
            world.do(name)
            found = list(faults(snapshot(world)))
            assert not found, f"{name} with {at}, state {seed}: {'; '.join(found)}"
            assert world.people == pytest.approx(before, abs=1e-3), f"{name} with {at}, state {seed} loses people"


@pytest.mark.parametrize("name", BY_NAME)
def test_it_writes_what_it_declares_and_nothing_else(name):
    mechanism = BY_NAME[name]
    declared_names = set(mechanism.writes) | {f"flow {flow}" for flow in mechanism.flows}
    ever: set[str] = set()
    for seed in MANY_STATES:
        parameters = (parameters_at(0.5), parameters_at(1.0), levers_moved())[seed % 3]
        world = varied_world(seed, with_variants(parameters, seed))
        before = snapshot(world)
        assert not list(faults(before)), "the varied states of these tests must be in range themselves"
        world.do(name, **RARE.get(name, {}))
        changed = written(before, snapshot(world))
        assert changed <= declared_names, f"{name} writes {sorted(changed - declared_names)} without declaring it"
        ever |= changed
    assert ever == declared_names, f"{name} declares {sorted(declared_names - ever)} and never writes it"


@pytest.mark.parametrize("name", BY_NAME)
def test_it_reads_only_what_it_declares(name):
    """Changing everything else in the state and the orders changes nothing in what the mechanism does."""
    known = set(BY_NAME[name].reads) | set(BY_NAME[name].writes)
    for seed in STATES:
        parameters = parameters_at(0.5 + 0.5 * (seed % 2))
        plain = varied_world(seed, parameters)
        apart = ("setting.", "flow ", "under way")
        others = [part for part in snapshot(plain) if not part.startswith(apart) and part not in known]
        plain.do(name)
        if not undisturbed(name, plain, varied_world(seed, parameters), others):
            read = [part for part in others if not undisturbed(name, plain, varied_world(seed, parameters), [part])]
            pytest.fail(f"{name} reads {' or '.join(read) or 'something'} without declaring it (state {seed})")


def undisturbed(name: str, plain: World, world: World, parts: list[str]) -> bool:
    """Whether a mechanism does in a world with some parts changed what it did without."""
    for part in parts:
        disturb(world, part)
    start = snapshot(world)
    end, effect = snapshot(world.do(name)), snapshot(plain)
    return all(np.array_equal(end[part], start[part] if part in parts else effect[part]) for part in end)


def disturb(world: World, part: str) -> None:
    """Change one part of a state or of the orders, within its range."""
    record, _, field = part.partition(".")
    if record == "orders":
        array = getattr(world.orders, field) if field in TABLES else world.orders.places[field]
    else:
        array = getattr(world.state, record)[field] if field else getattr(world.state, record)
    array *= 0.5
    array += 0.25


@pytest.mark.parametrize("name", BY_NAME)
def test_it_says_what_it_is(name):
    mechanism = BY_NAME[name]
    assert mechanism.source.strip()
    assert mechanism.limits
    assert len(set(mechanism.limits)) == len(mechanism.limits)
    assert mechanism.sentence.endswith("."), "the first line of the docstring is a sentence"
    assert len(mechanism.sentence) > 20
    assert mechanism.numbers and all(1 <= number <= 25 for number in mechanism.numbers)
    assert set(mechanism.flows) <= set(FLOW_NAMES)
    assert mechanism.function.py_func.__name__ == name
    state_names = {f"{record}.{field.name}" for record, fields in RECORDS.items() for field in fields}
    state_names |= set(State._fields) - set(RECORDS)
    state_names |= {f"orders.{field.name}" for field in ORDER} | {f"orders.{name}" for name in TABLES}
    assert set(mechanism.reads) | set(mechanism.writes) <= state_names


@pytest.mark.parametrize("name", BY_NAME)
def test_each_of_its_parameters_has_unit_prior_source_and_meaning(name):
    parameters = declared(BY_NAME[name].parameters)
    assert parameters
    for field, parameter in parameters.items():
        assert parameter.unit and parameter.source and parameter.meaning, f"{name}.{field}"
        low, high = parameter.prior.bounds()
        lever = isinstance(parameter.prior, Fixed)  # moved by policies and experiments alone
        assert low < high or (lever and parameter.source.startswith("neutral")), f"{name}.{field} has no width"
        assert low <= parameter.prior.quantile(0.5) <= high
        assert parameter.prior.words()


def test_the_list_is_in_the_order_of_the_step():
    tree = ast.parse(inspect.getsource(rekindle.model.step))
    step = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "step")
    calls = [node.value for node in step.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    assert [call.func.id for call in calls] == [mechanism.name for mechanism in MECHANISMS]
    for call, mechanism in zip(calls, MECHANISMS, strict=True):
        assert ast.unparse(call.args[-1]) == f"parameters.{mechanism.parameters.__name__.lower()}"


def test_every_flow_is_somebodys():
    used = {flow for mechanism in MECHANISMS for flow in mechanism.flows}
    assert used == set(FLOW_NAMES), "flows that no mechanism declares, or the other way round"
    assert set(NOT_PEOPLE) <= used


def test_one_compilation_serves_all():
    """Called alone, in a step or in an ensemble, each mechanism is compiled for the same types: the cache is shared."""
    simulated(parameters_at(0.5), [0], weeks=1)
    world = World().step()
    for name, mechanism in BY_NAME.items():
        world.do(name)
        whole = mechanism.function.door() if hasattr(mechanism.function, "door") else mechanism.function
        assert len(whole.signatures) == 1, f"{name} was compiled for several types"


def some_steps() -> list[dict[str, np.ndarray]]:
    """Snapshots after whole steps, and after each mechanism by itself, from a few varied states."""
    results = []
    for seed in range(3):
        world = varied_world(seed)
        for _ in range(3):
            world.step()
        results.append(snapshot(world))
        results += [snapshot(varied_world(seed).do(name)) for name in BY_NAME]
    return results


PLAIN = """
import pickle, sys
import rekindle.model.step
from test_contracts import some_steps

assert not hasattr(rekindle.model.step.step, "py_func"), "compiled all the same"
with open(sys.argv[1], "wb") as file:
    pickle.dump(some_steps(), file)
"""


def test_compiled_equals_uncompiled(tmp_path):
    """The same steps in plain Python, in an interpreter with the compiler switched off."""
    file = tmp_path / "plain.pickle"
    here = str(Path(__file__).parent)
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join([here, *sys.path])}
    subprocess.run([sys.executable, "-c", PLAIN, str(file)], check=True, env=environment)
    plain = pickle.loads(file.read_bytes())
    for one, other in zip(plain, some_steps(), strict=True):
        for part in one:
            if not part.startswith("setting."):
                np.testing.assert_allclose(one[part], other[part], rtol=1e-9, atol=1e-9, err_msg=part)
