"""A quantity: its range, its most likely value, its status and its prior."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rekindle.model.parameter import Fixed, Triangular, Uniform
from rekindle.scenario import Quantity

CITED = {"source": "report", "status": "verified", "known_on": "2016-10-17"}


def quantity(unit: str, *figures: dict[str, Any], **more: Any) -> Quantity:
    cited = [{**CITED, **figure} for figure in figures]
    for figure in cited:
        figure["known_on"] = date.fromisoformat(figure["known_on"])
    return Quantity.model_validate({"unit": unit, "figures": cited, **more})


def test_one_figure_may_be_written_inline() -> None:
    inline = Quantity.model_validate({"low": 3, "best": 4, "high": 5, "unit": "km"} | CITED | {"known_on": date(2016, 10, 17)})
    assert (inline.low, inline.best, inline.high, inline.unit) == (3, 4, 5, "km")
    assert inline.figures[0].source == ["report"]


def test_disagreeing_figures_become_one_range() -> None:
    found = quantity(
        "people",
        {"low": 3000, "best": 4000, "high": 5000},
        {"value": 4500},
        {"low": 2000, "best": 6000, "high": 12000, "status": "judgement"},
    )
    assert (found.low, found.best, found.high) == (2000, 4500, 12000)
    assert found.status == "judgement"


@pytest.mark.parametrize(("unit", "middle"), [("people", 20.0), ("km", 25.0), ("1", 25.0)])
def test_a_bare_range_counts_with_its_middle(unit: str, middle: float) -> None:
    """Numbers of people spread by factors, so their middle is the geometric one."""
    assert quantity(unit, {"low": 10, "high": 40}).best == pytest.approx(middle)


@pytest.mark.parametrize(
    ("unit", "figure", "prior"),
    [
        ("people", {"value": 5}, Fixed(5)),
        ("1", {"low": 0.5, "best": 0.5, "high": 0.5}, Fixed(0.5)),
        ("people", {"low": 10, "high": 40}, Uniform(10, 40)),
        ("1", {"low": 0.1, "best": 0.5, "high": 0.9}, Triangular(0.1, 0.5, 0.9)),
        ("people", {"low": 10, "best": 20, "high": 30}, Triangular(10, 20, 30)),
        ("people", {"low": 10, "best": 20, "high": 31}, Triangular(10, 20, 31, log=True)),
        ("people", {"low": 0, "best": 20, "high": 90}, Triangular(0, 20, 90)),
    ],
)
def test_the_prior_follows_from_the_range(unit: str, figure: dict[str, Any], prior: object) -> None:
    assert quantity(unit, figure).prior() == prior


@pytest.mark.parametrize(
    "figure",
    [
        {},
        {"low": 1},
        {"best": 1},
        {"low": 3, "high": 2},
        {"low": 1, "best": 3, "high": 2},
        {"value": 1, "low": 0},
        {"value": 1, "status": "judgement"},
        {"low": 1, "high": 1, "status": "recalled"},
        {"value": float("nan")},
        {"value": float("inf")},
        {"value": "5"},
        {"value": True},
    ],
)
def test_numbers_that_make_no_range_are_refused(figure: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        quantity("people", figure)


def test_nothing_unknown_is_let_in_and_nothing_can_be_changed() -> None:
    with pytest.raises(ValidationError):
        quantity("people", {"value": 5}, colour="red")
    with pytest.raises(ValidationError):
        quantity("people", {"value": 5}).unit = "km"


@given(
    numbers=st.lists(st.lists(st.floats(0, 1e9), min_size=3, max_size=3).map(sorted), min_size=1, max_size=4),
    unit=st.sampled_from(["people", "1", "km"]),
    u=st.floats(0, 1),
)
def test_priors_stay_within_the_range(numbers: list[list[float]], unit: str, u: float) -> None:
    figures = [dict(zip(("low", "best", "high"), three, strict=True)) for three in numbers]
    found = quantity(unit, *figures)
    assert found.low <= found.best <= found.high
    drawn = float(found.prior().quantile(u))
    assert found.low * (1 - 1e-9) - 1e-9 <= drawn <= found.high * (1 + 1e-9) + 1e-9
    assert found.prior().bounds() == (found.low, found.high)


def test_words_for_people() -> None:
    assert quantity("people", {"low": 3000, "best": 4000, "high": 5000}).words() == "4,000 (3,000 to 5,000) people"
    assert quantity("1", {"value": 0.5}).words() == "0.5"
