"""Sobol indices against functions whose indices are known in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from rekindle.analysis.sensitivity.inputs import BUNDLES, NOISE, START, Input, Inputs, inputs, most_related, relation
from rekindle.analysis.sensitivity.sobol import (
    FEWEST_CHANGED,
    FEWEST_DIFFERENT,
    Index,
    bundles,
    by_group,
    singles,
    sobol,
    too_few,
)
from rekindle.ensemble.mixed import OTHER, mixed, other_luck
from rekindle.ensemble.posterior import posterior_of
from rekindle.model.parameters import groups
from rekindle.scenario import read

pytest.importorskip("SALib", reason="needs rekindle-lab[verdicts]")


@dataclass(frozen=True)
class _Frame:
    """As much of a frame as a swap looks at."""

    posterior: object
    scenario: object = None


def table(values: np.ndarray, options: dict[int, tuple[str, ...]] | None = None) -> Inputs:
    options = options or {}
    found = tuple(Input(f"x{i}", f"input {i}", "", "variant" if i in options else "parameter", options.get(i, ()))
                  for i in range(values.shape[1]))  # fmt: skip
    return Inputs(found, values)


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


ISHIGAMI_FIRST, ISHIGAMI_TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Closed form for a = 7, b = 0.1 (Ishigami and Homma 1990)."""


def test_single_indices_of_the_ishigami_function() -> None:
    x = np.random.default_rng(3).uniform(-np.pi, np.pi, (4000, 3))
    found = {row.name: row for row in singles(table(x), ishigami(x))}
    for name, exact in zip(("x0", "x1", "x2"), ISHIGAMI_FIRST, strict=True):
        assert found[name].first == pytest.approx(exact, abs=0.03)
        assert abs(found[name].first - exact) <= 1.5 * found[name].first_error


def test_single_indices_of_a_variant_and_of_noise() -> None:
    random = np.random.default_rng(4)
    x = np.column_stack([random.integers(0, 3, 3000), random.random(3000)]).astype(float)
    y = np.array([0.0, 1.0, 0.0])[x[:, 0].astype(int)] + random.normal(0, np.sqrt(2 / 9), 3000)  # half of the variance each
    found = {row.name: row for row in singles(table(x, {0: ("a", "b", "c")}), y)}
    assert found["x0"].first == pytest.approx(0.5, abs=0.06)
    assert abs(found["x1"].first) < 0.03


def test_screening_sees_a_variant_whose_middle_option_differs() -> None:
    random = np.random.default_rng(5)
    x = np.column_stack([random.random(2000), random.integers(0, 3, 2000)]).astype(float)
    y = (x[:, 1] == 1) + 0.2 * random.random(2000)
    one = table(x, {1: ("a", "b", "c")})
    assert most_related(one, y, 1).tolist() == [1]
    assert relation(one, y)[0] < 0.1


def test_nothing_is_said_of_too_few_worlds_or_of_a_number_that_never_moves() -> None:
    x = np.random.default_rng(6).random((200, 2))
    assert singles(table(x), np.ones(200)) == []
    assert singles(table(x), np.where(np.arange(200) < 30, x[:, 0], np.nan)) == []


@pytest.mark.parametrize("differ", [0, 1, 3, 7, 15, FEWEST_DIFFERENT - 1, FEWEST_DIFFERENT, 60])
def test_an_index_of_a_rare_event_has_an_interval_that_holds_it_or_is_not_given(differ: int) -> None:
    """Of 15 worlds in 1,000 that differ some resamples hold none, and their index was NaN: "0.05 (1.00-1.00)"."""
    x, y = np.random.default_rng(0).random((1000, 8)), np.zeros(1000)
    y[:differ] = 1
    found = singles(table(x), y)
    assert bool(found) == (differ >= FEWEST_DIFFERENT) == (not too_few(y))
    for row in (one.row() for one in found):
        assert row["first_low"] <= row["first"] <= row["first_high"] and row["first_low"] < row["first_high"]
    if 0 < differ < FEWEST_DIFFERENT:
        assert f"too few worlds differ: {differ} of 1,000" in too_few(y)


def test_too_few_says_what_is_lacking() -> None:
    assert "20 of 100 worlds define it" in too_few(np.where(np.arange(100) < 20, np.arange(100.0), np.nan))
    assert "all 100 worlds that define it agree" in too_few(np.ones(100))
    assert too_few(np.arange(100.0)) == ""


def test_a_group_that_changes_too_few_worlds_has_no_index() -> None:
    """A share of 0.00 (0.00-0.00) from 64 worlds says more than they know."""
    random = np.random.default_rng(1)
    a, b = random.normal(size=(2, 64))
    few = a.copy()
    few[: FEWEST_CHANGED - 1] = b[: FEWEST_CHANGED - 1]
    found, worlds, why = sobol(np.stack([a, a, few, b, b]), ["none", "few", "all"])
    rows = {row.name: row.row() for row in found}
    assert (worlds, why) == (64, "")
    assert [rows[name]["changed"] for name in ("none", "few", "all")] == [0, FEWEST_CHANGED - 1, 64]
    for name in ("none", "few"):
        assert {rows[name][f"{which}{end}"] for which in ("first", "total") for end in ("", "_low", "_high")} == {None}
    assert rows["all"]["total_low"] < rows["all"]["total"] < rows["all"]["total_high"]
    rare = np.zeros((5, 64))
    rare[:, :10] = 1
    assert sobol(rare, ["one", "two", "three"]).rows == []
    assert "too few worlds differ: 20 of 128" in sobol(rare, ["one", "two", "three"]).why_none


def test_no_interval_is_made_of_nan() -> None:
    row = Index("x", 0.05, float("nan")).row()
    assert [row[key] for key in ("first", "first_low", "first_high")] == [None, None, None]


def test_group_indices_of_the_ishigami_function() -> None:
    random = np.random.default_rng(7)
    a, b = random.uniform(-np.pi, np.pi, (2, 20000, 3))
    rows = [ishigami(a)]
    for i in range(3):
        swapped = a.copy()
        swapped[:, i] = b[:, i]
        rows.append(ishigami(swapped))
    found, worlds, why = sobol(np.stack([*rows, ishigami(b)]), ["x0", "x1", "x2"])
    assert not why
    assert worlds == 20000
    by_name = {row.name: row for row in found}
    for name, first, total in zip(("x0", "x1", "x2"), ISHIGAMI_FIRST, ISHIGAMI_TOTAL, strict=True):
        assert by_name[name].first == pytest.approx(first, abs=0.03)
        assert by_name[name].total == pytest.approx(total, abs=0.03)


def test_undefined_worlds_are_left_out_of_group_indices() -> None:
    random = np.random.default_rng(8)
    values = random.random((3, 100))
    values[1, :10] = np.nan
    assert sobol(values, ["one"]).worlds == 90
    assert sobol(np.ones((3, 100)), ["one"]).rows == []


def test_every_group_of_parameters_is_in_one_bundle() -> None:
    named = [group for of in BUNDLES.values() for group in of]
    assert sorted(named) == sorted(set(named))
    assert set(named) == set(groups())


def test_groups_swap_what_they_say_and_luck_swaps_nothing_else() -> None:
    """A sum of one parameter, one quantity and luck: shares by group are known."""
    scenario, bare = read("mosul-2016"), mixed(None, 1)
    names = {"recruitment": "parameter recruitment.contact", START: "quantity organisation.treasury"}

    def outcome(change: object, numbers: np.ndarray) -> np.ndarray:
        frame = _Frame(None)
        changed = change(frame)  # type: ignore[operator]
        levels = [_level(changed.posterior or bare, name, numbers) for name in names.values()]
        luck = np.random.default_rng(9).random(2 * OTHER)[numbers]
        return np.asarray(2 * levels[0] + levels[1] + luck)

    found, worlds, _ = by_group(outcome, bundles(_Frame(None, scenario)), 1, 2000)  # type: ignore[arg-type]
    assert worlds == 2000
    shares = {row.name: row.total for row in found}
    assert shares["recruitment"] == pytest.approx(4 / 6, abs=0.05)
    assert shares[START] == pytest.approx(1 / 6, abs=0.04)
    assert shares[NOISE] == pytest.approx(1 / 6, abs=0.04)
    assert shares["battle"] == 0


def _level(source: object, name: str, numbers: np.ndarray) -> np.ndarray:
    from rekindle.ensemble.draws import prior_levels

    found = source.levels(name, numbers)  # type: ignore[attr-defined]
    return prior_levels(name, 1, numbers) if found is None else np.asarray(found)


def test_other_luck_keeps_every_number() -> None:
    posterior = posterior_of("posterior").bound(read("mosul-2016"))  # type: ignore[union-attr]
    numbers = np.arange(5)
    same = other_luck(posterior, 1)
    name = "parameter raid.reach"
    assert (same.levels(name, numbers + OTHER) == posterior.levels(name, numbers)).all()


def test_inputs_are_the_numbers_worlds_were_drawn_with() -> None:
    from rekindle.ensemble.draws import draw_parameters

    scenario, posterior = read("mosul-2016"), posterior_of("posterior")
    found = inputs(scenario, 1, posterior, 40)
    drawn = draw_parameters(1, np.arange(40), posterior=posterior.bound(scenario))  # type: ignore[union-attr]
    column = found.names.index("raid.reach")
    assert (found.values[:, column] == drawn["raid"]["reach"]).all()
    assert (found.values.std(axis=0) > 0).all(), "a constant is no input"
    assert not any(".neighbours." in name for name in found.names)
    variant = found.inputs[found.names.index("rout.form")]
    assert variant.kind == "variant" and variant.options == ("rout", "drift")
