"""The whole tiny world over two years: in range everywhere in its priors, the same alone as in a block, at any step."""

from __future__ import annotations

import numpy as np
import pytest
from test_contracts import faults, snapshot
from tiny import (
    EAST,
    PLACES,
    SEED,
    THEATRE,
    World,
    block,
    parameters_at,
    parameters_drawn,
    simulated,
    tiny_setting,
    varied_state,
)

from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import simulate_block, written_for
from rekindle.ensemble.worlds import begin
from rekindle.model import lanes
from rekindle.model.changes import changes_of
from rekindle.model.lanes.made import simulate_eight
from rekindle.model.series import COUNTRY_SERIES, NATION_SERIES, ORIGIN_SERIES, PART_SERIES, PLACE_SERIES, Written
from rekindle.scenario import read

SERIES = {"nation": NATION_SERIES, "countries": COUNTRY_SERIES, "parts": PART_SERIES,
          "places": PLACE_SERIES, "origins": ORIGIN_SERIES}  # fmt: skip
WEEKS = 100
DRAWN = 60


def ends_and_draws() -> np.recarray:
    """Parameters at both ends of all priors together, then random draws."""
    return np.concatenate([parameters_at(0, 1), parameters_drawn(DRAWN)]).view(np.recarray)


@pytest.fixture(scope="module")
def written() -> Written:
    return simulated(ends_and_draws(), range(DRAWN + 2), WEEKS)


def test_all_that_is_written_is_finite_and_in_range(written):
    for array, fields in SERIES.items():
        for field in fields:
            numbers = getattr(written, array)[field.name]
            assert np.isfinite(numbers).all(), f"{array}.{field.name}"
            assert numbers.min() >= 0, f"{array}.{field.name}"
            if field.unit == "1":
                assert numbers.max() <= 1 + 1e-6, f"{array}.{field.name}"
    assert written.fell.min() >= 0
    assert not np.isnan(written.fell).any()


def test_people_are_conserved_in_every_world(written):
    assert written.imbalance.max() < 1e-3


def test_something_happens(written):
    """A test of nothing would pass the others too."""
    for series in ("attacks", "civilians_killed", "forces_killed", "deaths_documented"):
        assert (written.countries[series].sum(axis=(1, 2)) > 0).all(), series
    assert (written.fell[:, EAST] < WEEKS).any()
    assert np.ptp(written.countries["covert"][:, -1, 0]) > 0


@pytest.mark.parametrize("row", range(0, DRAWN + 2, 7))
def test_every_stock_stays_in_range_in_every_week(row):
    world = World(parameters=ends_and_draws()[row : row + 1], number=row)
    before = world.people
    for _ in range(WEEKS):
        world.step()
        assert not list(faults(snapshot(world))), f"world {row}, week {world.week}"
    assert world.people == pytest.approx(before, abs=1e-3)


def test_any_state_can_be_lived_on_from():
    for seed in range(20):
        world = World(state=varied_state(seed), parameters=parameters_at(float(seed % 2)), number=seed)
        before = world.people
        for _ in range(20):
            world.step()
            assert not list(faults(snapshot(world))), f"state {seed}, week {world.week}"
        assert world.people == pytest.approx(before, abs=1e-3)


def same(one: Written, other: Written, rows) -> bool:
    return all(np.asarray(a[rows]).tobytes() == np.asarray(b).tobytes() for a, b in zip(one, other, strict=True))


def test_a_world_alone_is_the_same_as_in_a_block(written):
    """Bit for bit, whatever room it is given and whoever went before."""
    parameters = ends_and_draws()
    for row in (0, 1, 17, DRAWN + 1):
        alone = simulated(parameters[row : row + 1], [row], WEEKS)
        assert same(written, alone, slice(row, row + 1)), f"world {row}"
    backwards = simulated(parameters[::-1].copy(), range(DRAWN + 1, -1, -1), WEEKS)
    assert same(written, Written(*(array[::-1] for array in backwards)), slice(None))


def test_a_block_leaves_its_beginnings_as_they_were():
    """Worlds are copied from their beginnings; a second run of them is the first again."""
    beginnings = block(2)
    before = [np.asarray(array).tobytes() for array in (*beginnings.setting, *beginnings.state)]
    worlds, parts, at = np.arange(2, dtype=np.int64), np.ones((1, PLACES)), np.arange(0, 11, 4)
    runs = []
    for _ in range(2):
        written = simulated(parameters_at(0.5, 0.5), worlds, 10)
        lanes.simulate(beginnings, parameters_at(0.5, 0.5), changes_of([]), SEED, worlds, parts, at, written)
        runs.append(written)
    assert before == [np.asarray(array).tobytes() for array in (*beginnings.setting, *beginnings.state)]
    assert same(runs[0], runs[1], slice(None))


def test_worlds_of_other_numbers_meet_other_luck():
    one, other = (simulated(parameters_at(0.5), [number], 30) for number in (1, 2))
    assert one.countries["attacks"].tobytes() != other.countries["attacks"].tobytes()


def test_halving_the_step_changes_totals_by_little():
    """Means over the same many worlds (their luck differs: it is addressed by the step), within a fifth."""
    parameters = parameters_drawn(300, seed=4)
    totals = {}
    for dt in (1.0, 0.5):
        found = simulated(parameters, range(300), 52, dt)
        totals[dt] = {name: found.countries[name].sum(axis=(1, 2)).mean()
                      for name in ("civilians_killed", "forces_killed", "attacks", "deaths_documented")}  # fmt: skip
        totals[dt] |= {name: found.countries[name][:, -1].mean() for name in ("covert", "overt", "displaced", "held")}
        totals[dt]["fled"] = found.parts["fled"].sum(axis=(1, 2)).mean()
    for name, whole in totals[1.0].items():
        assert totals[0.5][name] == pytest.approx(whole, rel=0.2), name


def test_series_add_up(written):
    """What is written by place since the record before sums to what is written by week."""
    for name in ("attacks", "civilians_killed", "forces_killed"):
        by_place = written.places[name][:, :, THEATRE].sum(axis=(1, 2), dtype=float)
        assert written.countries[name].sum(axis=(1, 2), dtype=float) == pytest.approx(by_place, rel=1e-4)


def test_flows_are_rates_per_week_at_any_step():
    """At half the step the setting says so, and a week has two steps."""
    world = World(setting=tiny_setting(0.5))
    for _ in range(2):
        world.step()
    whole = World().step()
    assert world.state.displaced.sum() == pytest.approx(whole.state.displaced.sum(), rel=0.05)
    assert world.state.nation["treasury"][0] == pytest.approx(whole.state.nation["treasury"][0], rel=0.05)


@pytest.mark.skipif(not lanes.usable(), reason="worlds run one at a time here")
def test_an_ensemble_is_compiled_for_the_same_types():
    """The packaged scenario, as the ensemble lays it out: no second compilation of the step or of the whole."""
    simulated(parameters_at(0.5), [0], 1)
    simulate = simulate_eight()
    compiled = len(simulate.signatures)
    scenario = read("mosul-2016")
    frame = Frame(scenario, scenario.start)
    worlds = np.zeros(1, dtype=np.int64)
    beginnings, parameters = begin(frame, SEED, worlds)
    written = written_for(frame, 1)
    simulate_block(frame, beginnings, parameters, SEED, worlds, written)
    assert len(simulate.signatures) == compiled == 1
    assert written.imbalance.max() < 1e-3
