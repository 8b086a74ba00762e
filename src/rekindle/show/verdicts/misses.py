"""What the record says against the model: its tests by kind, counted and in sentences, and each in plain words for a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rekindle.analysis.outcomes.wording import UNNAMED
from rekindle.numbers import percent
from rekindle.scenario.labels import Labels
from rekindle.show import words
from rekindle.show.documentation.trust import Test

KINDS = {
    "baseline": r"(?P<what>.+) by month from (?P<day>[\d-]{10}), (?P<place>(?!inside).+)",
    "ranges": r"(?P<what>.+) by month from (?P<day>[\d-]{10}), inside 90 %",
    "learning": r"(?P<what>.+) from (?P<day>[\d-]{10}), months (?P<months>[\d-]+), posterior against prior",
    "battle": r"battle of .+ from its eve, (?P<source>\w+)",
    "left out": r"country-years at half or less, (?P<place>.+) left out",
    "effects": r"published effects of levers",
    "opened": r"other battles, opened once",
}
"""How the tests are told apart by their names."""
RULES = {
    "damped_trend": "a damped trend", "random_walk": "a random walk", "log_linear": "a log-linear trend",
    "last_value": "the last value", "last_year": "any of the last twelve months", "smoothing": "exponential smoothing",
    "mixture": "a mixture of simple rules",
}  # fmt: skip
"""Simple rules that forecasts are held against, as a reader knows them; any other goes by its name."""
SOURCES = {"prior": "before it learnt from the record", "posterior": "after it learnt from the record"}


def kind_of(test: Test) -> tuple[str, dict[str, str]]:
    """Which kind a test against the record is of, and what its name holds; "" if of none known."""
    for kind, pattern in KINDS.items():
        match = re.fullmatch(pattern, test[1])
        if match:
            return kind, match.groupdict()
    return "", {}


def counted(tests: Sequence[Test]) -> dict[str, list[Test]]:
    """Tests by kind."""
    found: dict[str, list[Test]] = {}
    for test in tests:
        found.setdefault(kind_of(test)[0], []).append(test)
    return found


def _failed(of: Sequence[Test]) -> int:
    return sum(not test[0] for test in of)


def headline(tests: Sequence[Test]) -> str:
    """How many tests the model failed, or that there were none."""
    if not tests:
        return "The model was not tested against a record here, so nobody knows how good it is."
    return f"The model failed {_failed(tests)} of {len(tests)} tests against the record."


def told(tests: Sequence[Test]) -> list[str]:
    """What the record says of the model beside that in a few sentences, misses first; nothing where it was not tested."""
    of, lines = counted(tests), []
    parts = []
    if ranges := of.get("ranges"):
        held, all_of = (sum(int(test[3].split(" of ")[at]) for test in ranges) for at in (0, 1))
        inside = f" ({percent(held / all_of, 0.9)} of months inside, not 90 %)"
    for kind, what in FAILED.items():
        if _failed(of.get(kind, ())):
            parts.append(f"{_failed(of[kind])} of {len(of[kind])} {what}{inside if kind == 'ranges' else ''}")
    apart = [test for kind, tests in of.items() if kind not in FAILED for test in tests]
    if parts and _failed(apart):
        parts.append(f"{_failed(apart)} of {len(apart)} others")
    if parts:
        lines.append(f"It failed {words.listed(parts)}.")
    passed = [f"{test[3]} of {test[2].split()[0]} figures of the battle" for test in of.get("battle", ())[-1:]]
    passed += [f"{test[3].partition(',')[0]} {what}" for kind, what in GOOD.items() for test in of.get(kind, ()) if test[0]]
    if passed:
        lines.append(f"It reproduced {words.listed(passed)}.")
    return lines


FAILED = {
    "baseline": "monthly forecasts (a simple rule was better)",
    "learning": "lessons from the record (no gain)",
    "ranges": "ranges",
}
"""Kinds of tests whose failures are told one by one, with what a failure is."""
GOOD = {
    "effects": "published effects of policies",
    "opened": "figures of new battles",
}
"""Tests that count in a model's favour where it passes them."""


def row(test: Test, labels: Labels = UNNAMED) -> tuple[str, str, str]:
    """A test in plain words: what was tested, what was asked, what was found."""
    kind, parts = kind_of(test)
    _, name, asked, found, _ = test
    if kind == "baseline":
        match = re.fullmatch(r"CRPS under (.+) \((\w+)\)", asked)
        asked = f"error under {match[1]}, that of {RULES.get(match[2], match[2].replace('_', ' '))}" if match else asked
        name = f"{words.sentence(parts['what'])[:-1]} by month after {words.day(parts['day'])}: {labels.of(parts['place'])}"
    elif kind == "ranges":
        name = f"{words.sentence(parts['what'])[:-1]} by month after {words.day(parts['day'])}: months inside the 90 % range"
    elif kind == "learning":
        name = (f"{words.sentence(parts['what'])[:-1]} after {words.day(parts['day'])}, months {parts['months']}: error after "
                "learning, as a share of that before")  # fmt: skip
        asked = "under 1"
    elif kind == "battle":
        name = f"Battle of {labels.city} from its eve, {SOURCES.get(parts['source'], parts['source'])}"
    elif kind == "left out":
        name = f"Country-years with half the deaths or less some years later, learnt without {labels.of(parts['place'])}"
    else:
        name = words.sentence(name)[:-1]
    return name, asked.replace("_", " "), found
