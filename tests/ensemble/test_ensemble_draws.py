"""Draws: keyed by name, inside their priors, and untouched by whatever else is drawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import pytest
from scipy.stats import kstest

import rekindle.model
from rekindle.ensemble import draws
from rekindle.ensemble.draws import Quantities, draw, draw_parameters, signed
from rekindle.ensemble.frame import Frame
from rekindle.model import parameters
from rekindle.model.noise import stream, two_uniforms
from rekindle.model.parameter import Choice, Fixed, LogNormal, Parameter, Triangular, Uniform, declared
from rekindle.model.parameters import all_parameters, groups

WORLDS = np.arange(400)
SEED = 9


def streams_of_mechanisms() -> list[str]:
    """Names of the streams of random draws, read from the model's files."""
    folder = Path(rekindle.model.__file__).parent / "mechanisms"
    texts = (file.read_text("utf-8") for file in sorted(folder.glob("*.py")))
    return [name for text in texts for name in re.findall(r"stream\(\"([^\"]+)\"\)", text)]


class Idle(NamedTuple):
    """Parameters of a mechanism that does nothing."""

    pace: Annotated[float, Parameter("1/week", LogNormal(0.1, 0.5), "made up", "nothing")]
    reach: Annotated[float, Parameter("1", Uniform(0, 1), "made up", "nothing")]


# Keyed by name


@pytest.mark.parametrize("first", [True, False])
def test_a_group_of_parameters_that_does_nothing_changes_no_draw(monkeypatch: pytest.MonkeyPatch, first: bool):
    before = draw_parameters(SEED, WORLDS)
    known, extra = groups(), {"idle": declared(Idle)}
    longer = {**extra, **known} if first else {**known, **extra}
    monkeypatch.setattr(draws, "groups", lambda: longer)
    monkeypatch.setattr(parameters, "groups", lambda: longer)
    after = draw_parameters(SEED, WORLDS)
    assert after.idle.pace.min() > 0 and np.ptp(after.idle.pace) > 0
    for group in known:
        assert after[group].tobytes() == before[group].tobytes(), group


def test_a_parameter_more_in_a_group_changes_no_other_of_it(monkeypatch: pytest.MonkeyPatch):
    before = draw_parameters(SEED, WORLDS)
    longer = {group: {**declared(Idle), **fields} for group, fields in groups().items()}
    monkeypatch.setattr(draws, "groups", lambda: longer)
    monkeypatch.setattr(parameters, "groups", lambda: longer)
    after = draw_parameters(SEED, WORLDS)
    for group, fields in groups().items():
        for name in fields:
            assert np.array_equal(after[group][name], before[group][name]), f"{group}.{name}"


def test_a_quantity_more_changes_no_other(frame: Frame):
    before = Quantities(frame.priors, SEED, WORLDS)
    after = Quantities({"places.nowhere.area": Uniform(1, 2), **dict(reversed(frame.priors.items()))}, SEED, WORLDS)
    for path in frame.priors:
        assert np.array_equal(before[path], after[path]), path


def test_a_draw_does_not_depend_on_the_worlds_drawn_with_it():
    prior = Triangular(2, 3, 9, log=True)
    together = draw("quantity a.b", prior, SEED, WORLDS)
    some = WORLDS[[250, 3, 17]]
    assert np.array_equal(draw("quantity a.b", prior, SEED, some), together[some])


def test_names_and_seeds_are_told_apart():
    prior = Uniform(0, 1)
    one, name, seed = (draw(*args, WORLDS) for args in (("a", prior, 1), ("b", prior, 1), ("a", prior, 2)))
    for other in (name, seed):
        assert not (one == other).any()
        assert abs(np.corrcoef(one, other)[0, 1]) < 0.2


def test_every_stream_of_luck_and_every_draw_has_a_number_of_its_own(frame: Frame):
    """A mechanism added with a new stream name meets luck that nobody else has; so nobody else's changes."""
    names = streams_of_mechanisms()
    assert len(names) > 10
    names += [f"parameter {name}" for name in all_parameters()]
    names += [f"quantity {path}" for path in frame.priors]
    names += [f"quantity campaign.{order.id}.start" for order in frame.scenario.campaign]
    assert len(set(names)) == len(names)
    numbers = {int(stream(name)) for name in names}
    assert len(numbers) == len(names)


def test_luck_is_read_from_its_address_and_from_nothing_before_it():
    """What a mechanism draws, or that there is one more that draws, leaves the numbers of all other streams alone."""
    ours = int(stream("number of attacks"))
    alone = [two_uniforms(SEED, 17, ours, step, place) for step in range(3) for place in range(4)]
    mixed = []
    for step in range(3):
        for place in range(4):
            two_uniforms(SEED, 17, int(stream("a mechanism that does nothing")), step, place)
            mixed.append(two_uniforms(SEED, 17, ours, step, place))
    assert mixed == alone


def test_a_seed_keeps_its_bits_as_a_signed_number():
    for seed in (0, 1, 2**32, 2**63 - 1, 2**63, 2**64 - 1):
        assert -(2**63) <= signed(seed) < 2**63
        assert signed(seed) % 2**64 == seed
        assert two_uniforms(signed(seed), 3, 4, 5, 6) == two_uniforms(np.uint64(seed), 3, 4, 5, 6)


# Inside their priors


def test_parameters_lie_inside_their_priors():
    drawn = draw_parameters(SEED, WORLDS)
    for name, parameter in all_parameters().items():
        group, field = name.split(".")
        values, (low, high) = drawn[group][field], parameter.prior.bounds()
        slack = 1e-12 * max(abs(low), abs(high))
        assert np.isfinite(values).all(), name
        assert (values >= low - slack).all() and (values <= high + slack).all(), name
        if isinstance(parameter.prior, Choice):
            assert set(values) == set(range(len(parameter.prior.names))), name
        elif low < high:
            assert np.unique(values).size == WORLDS.size, name


def test_quantities_lie_between_their_lowest_and_highest_figures(frame: Frame):
    drawn = Quantities(frame.priors, SEED, WORLDS)
    for path, quantity in frame.scenario.quantities().items():
        assert (drawn[path] >= quantity.low * (1 - 1e-12)).all(), path
        assert (drawn[path] <= quantity.high * (1 + 1e-12)).all(), path


def test_draws_fill_their_priors():
    """Of 200 names about two differ from an even spread more than one in a hundred does by chance."""
    chances = [kstest(draw(f"name {i}", Uniform(0, 1), SEED, WORLDS), "uniform").pvalue for i in range(200)]
    assert sum(chance < 0.01 for chance in chances) <= 8
    assert 0.4 < np.mean(chances) < 0.6


def test_what_is_known_is_not_drawn():
    assert np.array_equal(draw("anything", Fixed(3.5), SEED, WORLDS), np.full(WORLDS.size, 3.5))


def test_shares_sum_to_one_and_nothing_stays_nothing():
    priors = {"a": Uniform(0, 1), "b": Uniform(0, 3), "c": Fixed(0.5), "x": Fixed(0.0), "y": Fixed(0.0)}
    drawn = Quantities(priors, SEED, WORLDS)
    shares = drawn.shares(["a", "b", "c"])
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-14) and (shares >= 0).all()
    assert not drawn.shares(["x", "y"]).any()


def test_what_a_scenario_leaves_out_has_a_value_in_every_world():
    drawn = Quantities({"a": Fixed(1.0)}, SEED, WORLDS)
    assert "a" in drawn and "b" not in drawn
    assert np.array_equal(drawn.get("b", 7.0), np.full(WORLDS.size, 7.0))
