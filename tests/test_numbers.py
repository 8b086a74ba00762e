"""How numbers are written: what no format ever does, for any number, and that nobody else writes them."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rekindle
from rekindle import numbers
from rekindle.analysis.statistics.likelihood import WORDS
from rekindle.numbers import MINUS

PACKAGE = Path(rekindle.__file__).parent
FINITE = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
LIKELY = st.floats(1e-12, 1e14) | st.floats(-1e14, -1e-12)
"""Numbers that a world may hold; nothing apart."""
SHARE = st.floats(0, 1, exclude_min=True, exclude_max=True, allow_subnormal=False)
WRITE = (numbers.number, numbers.short, numbers.exact, partial(numbers.fixed, places=2), numbers.percent,
         partial(numbers.with_unit, unit="people"), partial(numbers.with_unit, unit="weeks"))  # fmt: skip
SIZES = {"billion": 1e9, "million": 1e6, "bn": 1e9, "M": 1e6, "k": 1e3, "%": 0.01}


def read(text: str) -> float:
    """The number that a text says."""
    found = re.fullmatch(r"([−+]?)([\d,.]+(?:e[+-]?\d+)?) ?([a-zA-Z%]*)( people| person)?", text)
    assert found, text
    return (-1 if found[1] == MINUS else 1) * float(found[2].replace(",", "")) * SIZES.get(found[3], 1)


@pytest.mark.parametrize("write", WRITE)
@given(value=FINITE)
def test_only_nothing_is_written_as_0_and_a_minus_stands_before_what_is_below_it(write, value):
    text = write(value)
    zero = not re.search(r"[1-9]", text)
    assert zero == (value == 0), text
    assert (MINUS in text) == (value < 0), text
    assert not text.startswith("-") and "nan" not in text and "inf" not in text


@pytest.mark.parametrize("write", WRITE)
def test_what_is_no_finite_number_has_words(write):
    assert write(math.inf) == "never" and write(-math.inf) == f"{MINUS}never"
    assert write(math.nan) == write(None) != "0"
    assert "nan" not in write(math.nan)


@pytest.mark.parametrize("write", [numbers.number, numbers.short])
@given(value=LIKELY)
def test_three_digits_are_kept_whatever_the_size(write, value):
    assert read(write(value)) == pytest.approx(value, rel=0.0051)


@given(value=LIKELY)
def test_sentences_and_tables_round_alike(value):
    assert read(numbers.number(value)) == pytest.approx(read(numbers.short(value)), rel=1e-9)


@given(value=LIKELY)
def test_thousands_are_apart_and_what_is_short_is_short(value):
    assert not re.search(r"\d{4}", re.sub(r"\.\d+", "", numbers.number(value)))
    assert len(numbers.short(value)) <= 10


@given(value=st.integers(-(10**14), 10**14))
def test_a_number_as_given_loses_nothing(value):
    assert read(numbers.exact(value)) == value


@pytest.mark.parametrize(("value", "text", "table"), [
    (1470, "1,470", "1,470"), (1474.4, "1,470", "1,470"), (950_000, "950,000", "950k"), (1_050_000, "1.05 million", "1.05M"),
    (999_999, "1 million", "1M"), (0, "0", "0"), (12, "12", "12"), (12.34, "12.3", "12.3"), (0.25, "0.25", "0.25"),
    (0.003, "0.003", "0.003"), (0.00003, "3e-05", "3e-05"), (177_054, "177,000", "177k"), (25_300_000, "25.3 million", "25.3M"),
    (2_345_000_000, "2.35 billion", "2.35bn"), (9.96, "9.96", "9.96"), (9_999, "10,000", "10k"), (-1470, "−1,470", "−1,470"),
])  # fmt: skip
def test_numbers(value, text, table):
    assert numbers.number(value) == text
    assert numbers.short(value) == table


def test_digits_what_is_missing_and_decimals():
    assert numbers.number(1234.5678, 6) == "1,234.57" and numbers.number(1234, 2) == "1,200"
    assert numbers.number(None, missing="–") == "–" and numbers.short(math.nan, missing="") == ""
    assert numbers.exact(1474.25) == "1,474.25" and numbers.exact(None) == "" and numbers.exact(12_345_678) == "12,345,678"
    assert numbers.fixed(0.25, 3) == "0.250" and numbers.fixed(1234.5, 1) == "1,234.5"
    assert numbers.fixed(0.003, 2) == "under 0.01" and numbers.fixed(-0.003, 2) == f"above {MINUS}0.01"


@given(share=SHARE)
def test_what_sometimes_happens_is_never_0_or_100_per_cent(share):
    assert numbers.percent(share) not in ("0 %", "100 %")
    assert numbers.percent(share, brief=True).replace("<", "under ").replace(">", "over ") == numbers.percent(share)


@pytest.mark.parametrize(("share", "text"), [
    (0, "0 %"), (1, "100 %"), (0.5, "50 %"), (0.047, "5 %"), (0.0071, "0.7 %"), (0.01, "1 %"), (0.003, "0.3 %"),
    (0.0003, "under 0.1 %"), (0.9995, "over 99.9 %"), (0.99, "99 %"), (0.994, "99.4 %"), (0.9999, "over 99.9 %"),
    (1.5, "150 %"), (12.5, "1,250 %"), (float("nan"), "unknown"), (-0.25, "−25 %"), (-0.0001, "above −0.1 %"),
])  # fmt: skip
def test_shares_in_per_cent(share, text):
    assert numbers.percent(share) == text


@pytest.mark.parametrize(("count", "of", "edge", "text"), [
    (888, 988, 0.9, "89.9 %"), (899_999, 1_000_000, 0.9, "89.9999 %"), (900, 1000, 0.9, "90 %"), (901, 1000, 0.9, "90.1 %"),
    (659, 1000, 0.66, "65.9 %"), (660, 1000, 0.66, "66 %"), (2890, 6000, 0.5, "48 %"), (1001, 2000, 0.5, "50.05 %"),
    (9_999_999, 10_000_000, 0.99, "over 99.9 %"), (1, 1000, 0.0, "0.1 %"), (-1001, 2000, -0.5, "−50.05 %"),
])  # fmt: skip
def test_a_share_is_never_rounded_to_or_over_the_edge_beside_it(count, of, edge, text):
    assert numbers.percent(count / of, edge) == text


def test_for_every_count_the_figure_lies_on_the_side_of_the_bar_that_the_share_lies_on():
    for bar in WORDS:
        for of in (60, 988, 2000):
            for count in range(of + 1):
                shown = numbers.percent(count / of, bar)
                said = float(re.sub(r"[^0-9.]", "", shown)) / 100
                assert (said >= bar - 1e-12) == (count / of >= bar - 1e-12), (count, of, bar, shown)


@pytest.mark.parametrize("write", [numbers.number, numbers.short, numbers.percent, numbers.points])
@given(value=LIKELY)
def test_a_sign_stands_before_a_difference_and_changes_nothing_else(write, value):
    text = numbers.signed(value, write)
    assert ("+" if value > 0 else MINUS) in re.sub(r"e[+-]", "e", text)
    if value > 0:
        assert text.replace("+", "", 1) == write(value) or "e" in text


def test_signs():
    assert numbers.signed(1234) == "+1,230" and numbers.signed(-340) == "−340" and numbers.signed(0) == "0"
    assert numbers.signed(0.03, numbers.points) == "+3 points" and numbers.signed(-0.01, numbers.points) == "−1 point"
    assert numbers.signed(0.0001, numbers.percent) == "under +0.1 %"
    assert numbers.signed(-0.0001, numbers.percent) == "above −0.1 %"
    assert numbers.signed(math.inf) == "never" and numbers.signed(-math.inf) == "−never"
    assert numbers.signed(None) == numbers.signed(math.nan) == "unknown"


@given(low=st.floats(0, 1e9), high=st.floats(0, 1e9))
def test_a_range_has_one_unit_and_says_about_where_its_ends_only_read_alike(low, high):
    text = numbers.interval(low, high, "km2")
    assert text.endswith(" km2") and text.count("km2") == 1
    assert text.startswith("about ") == (numbers.number(low) == numbers.number(high) and low != high)
    assert (" to " in text) == (numbers.number(low) != numbers.number(high))


def test_ranges():
    assert numbers.interval(33, 44, "weeks") == "33 to 44 weeks"
    assert numbers.interval(1, 2, "weeks") == "1 week to 2 weeks"
    assert numbers.interval(33, math.inf, "weeks") == "33 weeks to never"
    assert numbers.interval(math.inf, math.inf, "weeks") == "never"
    assert numbers.interval(900_000, 1_050_000) == "900,000 to 1.05 million"
    assert numbers.interval(1_000_000, 1_050_000) == "1 to 1.05 million"
    assert numbers.interval(9_000, 105_000, write=numbers.short) == "9,000 to 105k"
    assert numbers.interval(0.41, 0.58, "share") == "41 to 58 %"
    assert numbers.interval(0.0001, 0.58, "share") == "under 0.1 to 58 %"
    assert numbers.interval(500, 500.2) == "about 500" and numbers.interval(500, 500) == "500"
    assert numbers.interval(None, 5) == "unknown to 5"


@given(many=st.integers(0, 10**12))
def test_one_thing_is_never_in_the_plural_and_several_always_are(many):
    text = numbers.count(many, "worlds behind it")
    assert text.endswith(" world behind it" if many == 1 else " worlds behind it")
    assert many == 0 or int(text.split()[0].replace(",", "")) == many


@given(of=st.integers(2, 10**9), data=st.data())
def test_a_part_of_all_is_all_only_if_it_is(of, data):
    some = data.draw(st.integers(0, of))
    text = numbers.some_of(some, of)
    assert text.startswith("all ") == (some == of) and text.startswith("none ") == (some == 0)
    assert f"{of:,}" in text


def test_units_and_counts():
    assert numbers.with_unit(38.4, "weeks") == "38 weeks" and numbers.with_unit(1, "people") == "1 person"
    assert numbers.with_unit(0.61, "share") == "61 %" and numbers.with_unit(1_050_000, "people") == "1.05 million people"
    assert numbers.with_unit(12.5) == "12.5" and numbers.with_unit(1.0, "deaths per attack") == "1 death per attack"
    assert numbers.count(0, "people") == "no people" and numbers.count(1, "people") == "1 person"
    assert numbers.how_many(3) == "three" and numbers.how_many(1200) == "1,200"


PARTLESS = ("people", "count", "attacks", "attacks a month", "deaths by month", "fighters", "families", "worlds", "weeks")


@pytest.mark.parametrize("unit", PARTLESS)
@given(value=st.floats(10, 9e5))
def test_of_what_has_no_parts_there_are_none_from_ten_on(unit, value):
    for text in (numbers.amount(value, unit), numbers.with_unit(value, unit).partition(" ")[0]):
        assert re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})*", text), text
    assert numbers.amount(-value, unit) == MINUS + numbers.amount(value, unit)
    assert numbers.interval(value, value + 20, unit).count(".") == 0


@given(value=st.floats(10, 1e14))
def test_in_tables_as_in_sentences_and_rounded_once(value):
    table = numbers.amount(value, "people", brief=True)
    assert table == (numbers.short(round(value)) if value < 1000 else numbers.short(value))
    assert read(table) == read(numbers.people(value))


@pytest.mark.parametrize(("value", "unit", "text"), [
    (43.6, "people", "44 people"), (10.4, "attacks", "10 attacks"), (6.6, "deaths", "6.6 deaths"), (0, "people", "0 people"),
    (-43.6, "people", "−44 people"), (99.7, "families", "100 families"), (1.4, "weeks", "1 week"), (0.4, "weeks", "0.4 weeks"),
    (43.6, "deaths per attack", "43.6 deaths per attack"), (43.6, "km2", "43.6 km2"), (43.6, "USD million", "43.6 USD million"),
    (43.6, "person years", "43.6 person years"), (43.6, "thousand people", "43.6 thousand people"), (43.6, "", "43.6"),
    (2e-21, "people", "under 0.001 people"), (-2e-21, "people", "above −0.001 people"), (0.0, "people", "0 people"),
    (2e-21, "km2", "2e-21 km2"), (0.436, "share", "44 %"), (math.inf, "people", "never"), (None, "weeks", "unknown"),
])  # fmt: skip
def test_counts_are_whole_and_other_numbers_are_not(value, unit, text):
    assert numbers.with_unit(value, unit) == text


def test_ranges_of_counts():
    assert numbers.interval(43.6, 58.2, "people") == "44 to 58 people"
    assert numbers.interval(6.6, 43.6, "deaths") == "6.6 to 44 deaths"
    assert numbers.interval(43.6, 44.4, "people") == "about 44 people"
    assert numbers.interval(1e-9, 2e-9, "people") == "under 0.001 people"
    assert numbers.interval(1e-5, 2e-5, "share") == "under 0.1 %"
    table = partial(numbers.amount, unit="people", brief=True)
    assert numbers.interval(1e-9, 43.6, write=table) == "<0.001 to 44" and table(12_345) == "12.3k" and table(None) == "unknown"
    assert numbers.amount(0.0001, "share", brief=True) == "<0.1 %" and numbers.people(35.2) == "35"
    assert numbers.people(1165.4) == "1,170" and numbers.amount(0.00124, "people", brief=True) == "0.0012"


@pytest.mark.parametrize(
    "value", [date(2017, 7, 10), "2017-07-10", np.datetime64("2017-07-10T00:00:00", "ns"), np.datetime64("2017-07-10")]
)
def test_dates(value):
    assert numbers.day(value) == "10 July 2017" and numbers.month(value) == "July 2017"
    assert numbers.as_date(value) == date(2017, 7, 10)


def shares_written(code: str) -> Iterator[str]:
    """Places of Python code that make per cent, or points of a hundred, out of a number by themselves."""
    for node in ast.walk(ast.parse(code)):
        found = isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(OWN, node.value)
        parts = node.values if isinstance(node, ast.JoinedStr) else []
        for part, after in zip_longest(parts, parts[1:]):
            if isinstance(part, ast.FormattedValue):
                form = ast.unparse(part.format_spec)[2:-1] if part.format_spec else ""
                called = re.match(r" ?(%|per cent|points?\b)", after.value if isinstance(after, ast.Constant) else "")
                times = re.search(r"\b100(\.0)? \*|\* 100\b", ast.unparse(part.value))
                found = found or form.endswith("%") or (called and (times or re.search("[efgn]$", form)))
        if found:
            yield f"line {node.lineno}: {ast.unparse(node)}"


OWN = r"\{[^{}]*:[^{}]*%\}|%[-+ 0-9.]*[efg] ?%%|^[-+,0-9.]*\.[0-9]+%$"
"""In a text that is formatted by other ways than in its place: "{:.0%}", "%.0f %%", ".0%"."""


@pytest.mark.parametrize("code", [
    'f"{x:.0%}"', 'f"{x:>8.1%} of worlds"', 'f"{100 * x:.0f} %"', 'f"{round(x * 100)} %"', 'f"{100 * abs(x)}% of"',
    'f"{x:.1f} %"', 'f"{100.0 * x:.0f} points"', 'f"{x:g} per cent"', '"{:.0%}".format(x)',
    '"%.0f %%" % x', 'format(x, ".0%")',
])  # fmt: skip
def test_a_share_that_is_written_elsewhere_is_found(code):
    assert list(shares_written(code))


@pytest.mark.parametrize("code", [
    'f"{percent(x)} of worlds"', 'f"{value} % of worlds"', 'f"p{round(100 * q):02d}"', '"95 % interval"', 'f"{x:g} weeks"',
    'f"{points(x)} from the model"', '"%"', 'f"{100 * pages}"',
])  # fmt: skip
def test_other_texts_are_not_taken_for_shares(code):
    assert not list(shares_written(code))


def test_nobody_else_writes_a_share():
    """The model writes no texts and the classics are papers' own; all the others ask `rekindle.numbers`."""
    files = [file for file in sorted(PACKAGE.rglob("*.py"))
             if file.relative_to(PACKAGE).parts[0] not in ("model", "classics", "numbers.py")]  # fmt: skip
    found = [
        f"{file.relative_to(PACKAGE)}, {place}" for file in files for place in shares_written(file.read_text(encoding="utf-8"))
    ]
    assert len(files) > 150 and found == []
