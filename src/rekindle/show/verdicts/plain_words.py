"""Plain words for what the model calls by a code: statements, rival theories, assumptions, places, tests against the record.

Names and questions here say nothing of what came out; what came out is put into sentences from the ledger alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rekindle.analysis.claims.flips_kept import HeldInput
from rekindle.analysis.claims.results import ClaimRow
from rekindle.analysis.outcomes.wording import UNNAMED
from rekindle.numbers import percent
from rekindle.scenario.labels import Labels
from rekindle.show import words

THEORIES = {
    "deployment.foreign = firm": "foreign troops stay firm whatever happens",
    "deployment.foreign = brittle": "foreign troops' morale goes with their governments' will",
    "aid.effect = helps": "aid does what it is for", "aid.effect = captured": "aid is captured by the corrupt",
    "aid.effect = none": "aid does nothing", "stance.choice = weighs": "the leader weighs standing against leaving",
    "stance.choice = stand": "the leader always stands",
    "stance.choice = withdraw": "the leader withdraws while there is a way",
    "battle.attrition = deitchman": "aimed fire meets area fire", "battle.attrition = square": "both sides aim their fire",
    "battle.attrition = linear": "neither side aims its fire",
    "raid.response = backlash": "harm by the government side feeds attacks",
    "raid.response = deterrence": "harm by the government side deters attacks",
    "raid.response = none": "harm by the government side changes no attacks",
    "recruitment.motive = grievance": "grievance brings local members",
    "recruitment.motive = idle": "a lack of work brings local members", "recruitment.motive = pay": "pay brings local members",
    "rout.form = rout": "ground is lost in sudden routs", "rout.form = drift": "ground drifts to whoever is stronger",
    "abroad.veterans = deadlier": "people who fought abroad make attacks deadlier",
    "abroad.veterans = detected": "people who fought abroad draw the eye of the services",
    "leadership.succession = recovers": "the group recovers from the loss of a leader",
    "leadership.succession = fragments": "the group splits when it loses a leader",
    "leadership.succession = martyr": "a dead leader draws people",
}  # fmt: skip
"""Options of rival theories as they are told; any other goes by its name."""
PHRASES = {"campaign.hold": "{} of an assault force has to stay behind in places once taken"}
"""Assumptions as they stand after "if", with room for "under 130,000" or "over 29 %"; any other goes by its meaning."""
LEARNT = {"prior": "before the model learnt from the record", "posterior": "after it learnt from the record to that day"}


def clipped(text: str, most: int) -> str:
    """A text cut at a word so that it has room; whole where it is short enough."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"


def named(claim: ClaimRow, most: int) -> str:
    """A statement in a few words."""
    return clipped(claim.short or claim.statement, most)


def assumption(limit: HeldInput) -> str:
    """One side of a box of assumptions, as it stands after "if"."""
    if limit.options:
        return " or ".join(THEORIES.get(f"{limit.name} = {one}", f"{limit.name} is {one}") for one in limit.options)
    low, high, unit = limit.low, limit.high, limit.unit
    ends = [f"{sign} {_rough(end, unit)}" for sign, end in (("over", low), ("under", high)) if end is not None]
    told, phrase = " and ".join(ends), PHRASES.get(limit.name)
    if phrase:
        return phrase.format(told)
    rest = "" if unit in ("1", "0-1", "share", "") else f" {unit}"
    return f"“{limit.meaning}” is {told}{rest}"


def _rough(value: float, unit: str) -> str:
    return f"about {percent(value)}" if unit == "share" else f"about {words.number(value, 2)}"


FAILED = {
    "battle": "foreseeing the battle of Mosul from its eve",
    "year": "foreseeing deaths by month of 2018 better than a rule of thumb",
    "inside": "giving ranges for 2018 that hold what happened as often as they should",
    "calibrated": "giving ranges that hold the figures it learnt from",
    "truths": "finding again numbers that were known because it had made them up",
    "opened": "foreseeing other battles that nobody had looked at",
    "effects": "moving by its levers what studies found them to move",
}  # fmt: skip
"""Kinds of tests against the record, as what the model was asked to do."""
KINDS = {
    "battle": r"battle of Mosul from its eve, (?P<source>\w+)", "year": r"deaths by month of 2018, (?P<place>\w+)",
    "inside": r"months of 2018 by place inside", "calibrated": r"calibrated figures inside",
    "truths": r"90 % intervals over \d+ simulated truths", "opened": r"other battles, opened once",
    "effects": r"published effects of levers",
}  # fmt: skip
"""How the tests are told apart by their names."""
Test = tuple[bool, str, str, str, str]


def kind_of(test: str) -> tuple[str, dict[str, str]]:
    """Which kind a test against the record is of, and the place or source that its name holds; "" if of none known."""
    for kind, pattern in KINDS.items():
        match = re.match(pattern, test)
        if match:
            return kind, match.groupdict()
    return "", {}


def failures(tests: Sequence[Test], labels: Labels = UNNAMED) -> list[str]:
    """The tests that failed, those of a kind together, in few words."""
    found: dict[str, list[Test]] = {}
    for test in tests:
        if not test[0]:
            found.setdefault(kind_of(test[1])[0] or test[1], []).append(test)
    alike: dict[str, list[str]] = {}
    for kind in found:
        alike.setdefault(kind if kind in FAILED else _what(kind), []).append(kind)
    told: list[str] = []
    for what, kinds in alike.items():
        of = [test for kind in kinds for test in found[kind]]
        each = [_failed(kind, found[kind], labels) for kind in kinds]
        told += [f"{what} ({words.how_many(len(of))} times)"] if len(kinds) > 2 else each
    return told


def _what(name: str) -> str:
    """What a test of many is about, whatever its day, place or band: "deaths by month"."""
    head, _, rest = name.partition(", ")
    versus = ", posterior against prior" if rest.endswith("posterior against prior") else ""
    return re.sub(r" from [0-9-]{10}", "", head) + versus


def _failed(kind: str, of: Sequence[Test], labels: Labels) -> str:
    if kind not in FAILED:
        head, _, tail = kind.partition(", ")
        return f"{head} in {labels.of(tail)}" if tail else head
    if kind == "year":
        return f"{FAILED[kind]} in {words.listed([labels.of(kind_of(test[1])[1]['place']) for test in of])}"
    return FAILED[kind] + (f" ({words.how_many(len(of))} times)" if len(of) > 2 else " (twice)" if len(of) == 2 else "")


def in_detail(tests: Sequence[Test], labels: Labels = UNNAMED) -> list[str]:
    """The tests that failed with what was asked and found, in plain words."""
    found: dict[str, list[Test]] = {}
    for test in tests:
        if not test[0]:
            found.setdefault(kind_of(test[1])[0], []).append(test)
    forms = {"battle": _battle, "year": _year, "inside": _inside}
    told = [forms[kind](of, labels) for kind, of in found.items() if kind in forms]
    told += [f"{words.sentence(FAILED.get(kind, test[1]))[:-1]}: asked {test[2]}, found {test[3]}"
             for kind, of in found.items() if kind not in forms for test in of]  # fmt: skip
    return [words.sentence(one) for one in told]


def _battle(of: Sequence[Test], labels: Labels) -> str:
    sources = [kind_of(test[1])[1]["source"] for test in of]
    parts = [f"{test[3]} of {test[2].split()[0]} figures well foreseen {LEARNT.get(source, source)}"
             for test, source in zip(of, sources, strict=True)]  # fmt: skip
    return f"Battle of Mosul from its eve (weeks, deaths, people displaced): {words.listed(parts)}"


def _year(of: Sequence[Test], labels: Labels) -> str:
    where = [labels.of(kind_of(test[1])[1]["place"]) + (" (perhaps by chance)" if "chance" in test[3] else "") for test in of]
    return f"Deaths by month of 2018: a simple rule of thumb did better in {words.listed(where)}"


def _inside(of: Sequence[Test], labels: Labels) -> str:
    held, _, all_of = of[0][3].partition(" of ")
    share = int(held) / int(all_of)
    side = "too narrow" if share < 0.9 else "too wide"
    return (f"Deaths by month and place of 2018: {of[0][3]} lay in ranges meant for nine in ten ({percent(share, 0.9)}), so "
            f"the ranges are {side}")  # fmt: skip
