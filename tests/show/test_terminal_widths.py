"""Tables at the terminal keep to 80 columns, and no column touches the next, whatever the numbers."""

from __future__ import annotations

import math
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from rekindle.analysis.validation.battles import MEASURES
from rekindle.numbers import amount, points, signed
from rekindle.show.terminal.battles import _line
from rekindle.show.terminal.outcomes import outcome_table

NUMBER = st.floats(0, 9e9) | st.just(math.inf) | st.floats(0, 1e-5) | st.floats(0, 100)
LEVELS = st.lists(NUMBER, min_size=5, max_size=5).map(sorted)
NAMES = ("attacks", "security_forces_killed_battle_mosul", "a_name_that_leaves_no_room_for_any_number_beside_it")


def summary(levels, unit, name):
    known = [None if math.isinf(level) else level for level in levels]
    row = {"unit": unit, "mean": None, "worlds": 2000, **dict(zip(("p05", "p25", "p50", "p75", "p95"), known, strict=True))}
    return {"scenario": "a-war", "policy": "historical", "worlds": 2000, "outcomes": {name: row}}


@given(levels=LEVELS, unit=st.sampled_from(["people", "weeks", "count", "km2", "person years"]), name=st.sampled_from(NAMES))
def test_outcomes(levels, unit, name):
    *_, last = lines = outcome_table(summary(levels, unit, name)).splitlines()
    assert all(len(line) <= 80 for line in lines) and len(last) == 80
    assert name in lines[-2:] or last.startswith(f"{name} ")
    assert last[36:44].strip() and last[43] != " " and last[44] == " " and last[62] == " ", last


@given(levels=st.lists(st.floats(0, 1), min_size=5, max_size=5).map(sorted))
def test_outcomes_that_are_shares(levels):
    last = outcome_table(summary(levels, "share", "control_mosul")).splitlines()[-1]
    assert len(last) == 80 and last[44] == last[62] == " ", last


def test_a_line_of_a_battle():
    cells = ("at least 1,050", "1.05M", "1.05M to 1.18M", "1.05M to 1.18M", "yes", "no", "no")
    for name in MEASURES.values():
        line = _line(name, cells)
        assert len(line) == 80 and line.split("  ")[0].startswith(name)
        assert not any(f"{left}{right}" in line for left, right in zip((name, *cells), cells, strict=False))


@settings(max_examples=50)
@given(value=st.floats(1e-9, 1e-5))
def test_the_sign_of_what_is_only_said_to_be_less_stands_on_its_right_side(value):
    write = partial(amount, unit="people", brief=True)
    assert signed(value, write) == "<+0.001" and signed(-value, write) == ">−0.001" == write(-value)
    assert signed(-value, partial(points, brief=True)) == ">−0.1 points"
