"""Units at the file's edge: what can be turned into what, and what is refused."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rekindle.scenario.units import PLAIN, UnknownUnit, factor


@pytest.mark.parametrize(
    ("given_unit", "wanted", "ratio"),
    [
        ("people", "people", 1),
        ("thousand people", "people", 1000),
        ("mi", "km", 1.609344),
        ("miles", "km", 1.609344),
        ("mi2", "km2", 2.589988110336),
        ("ha", "km2", 0.01),
        ("percent", "1", 0.01),
        ("%", "1", 0.01),
        ("1/day", "1/week", 7),
        ("strikes per week", "1/week", 1),
        ("1/month", "1/week", 12 / 365.25 * 7),
        ("USD", "USD million", 1e-6),
        ("USD billion", "USD million", 1000),
        ("million $", "USD million", 1),
    ],
)
def test_units_of_one_kind_are_converted(given_unit: str, wanted: str, ratio: float) -> None:
    assert factor(given_unit, wanted) == pytest.approx(ratio, rel=1e-9)


@pytest.mark.parametrize(
    ("given_unit", "wanted"),
    [("km", "people"), ("km", "km2"), ("USD million", "people"), ("deaths", "people"), ("week", "1/week"), ("km", "1")],
)
def test_units_of_another_kind_are_not(given_unit: str, wanted: str) -> None:
    assert factor(given_unit, wanted) is None


@pytest.mark.parametrize(
    "text",
    ["furlong", "families", "nan", "inf people", "", "()", "km**999", "km + km", "__import__('os')", "x" * 100],
)
def test_what_is_no_unit_of_ours_is_said_to_be_unknown(text: str) -> None:
    with pytest.raises(UnknownUnit):
        factor(text, "km")


@given(st.text(max_size=30), st.sampled_from(PLAIN))
def test_no_text_does_harm(text: str, wanted: str) -> None:
    try:
        ratio = factor(text, wanted)
    except UnknownUnit:
        return
    assert ratio is None or ratio > 0


def test_pint_is_not_loaded_for_units_that_need_no_conversion() -> None:
    code = (
        "import sys; from rekindle import scenario; scenario.names(); assert 'pydantic' not in sys.modules;"
        "from rekindle.scenario.units import factor; factor('km', 'km'); assert 'pint' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
