"""Why a verdict may be wrong: reasons found in its own numbers, in the model's code and in what the record could not teach."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rekindle.analysis.causes import groups_of
from rekindle.model.parameters import all_parameters
from rekindle.scenario.vocabulary import MECHANISMS
from rekindle.show import words
from rekindle.show.trust_page import Test
from rekindle.show.verdicts_words import closest, counted, percent, retrospective, theory

Row = Mapping[str, Any]
UNLEARNT = 0.05
"""A number that lost less than this share of its prior variance counts as one that the record did not inform."""
DEFINED = {
    "resurgence": "“Back” means that some twelve months have at least twice the attacks of the quietest twelve before, or that "
                  "the group rules 100,000 people again; another definition would give another probability.",
    "cost_money": "Money is counted at prices that the model's authors set, not at any government's accounts.",
    "covert": "Nobody ever counted members in hiding; published estimates differ tenfold.",
    "grievance": "Grievance is an index, not a measurement.",
    "appeal": "The pull of an idea is an index, not a measurement.",
    "civilians_killed": "Recorded deaths are a floor, so the model's number of civilians killed leans on judgement.",
    "mosul_retaken": "The dates of the campaign are those that are on record, so the model was told when the assault came.",
}  # fmt: skip
"""What an outcome rests on, by the beginning of its name: definitions of the model, not results."""


@dataclass(frozen=True)
class Behind:
    """What a document says beside the ledger: names, sources, tests against the record and what was learnt from it."""

    named: Callable[[str], str] = lambda name: name
    origin: Callable[[str], str] = lambda name: name
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tests: Sequence[Test] = ()
    learnt: Mapping[str, Any] = field(default_factory=dict)

    def source(self, name: str) -> str:
        """A source as a reader knows it: author, title and date."""
        found = self.sources.get(name)
        return f"{found['author']}, “{found['title']}”, {found['date']}" if found else name

    def author(self, name: str) -> str:
        """A source in few words: author and year."""
        found = self.sources.get(name)
        year = re.search(r"\d{4}", found["date"]) if found else None
        return f"{found['author']}, {year[0]}" if found and year else found["author"] if found else name


def unlearnt(claim: Row, behind: Behind) -> tuple[int, int]:
    """Of the parameters of a statement's mechanisms, how many the record taught next to nothing about, and of how many."""
    known = {row["name"]: row["contraction"] for row in behind.learnt.get("learnt", ())}
    groups = {group for name in claim["mechanisms"] if name in MECHANISMS for group in groups_of(name)}
    names = [name for name in all_parameters() if name.partition(".")[0] in groups]
    return sum(known.get(f"parameter {name}", 0.0) < UNLEARNT for name in names), len(names)


def doubts(claim: Row, behind: Behind) -> list[str]:
    """Reasons for which a statement's verdict may be wrong, those of its own numbers first."""
    decided = [one for one in claim["propositions"] if one["decided"]]
    found = [*_close(decided), *_theories(decided), *_of_kind(decided)]
    found += [text for name, text in DEFINED.items() if any(out.startswith(name) for out in claim["outcomes"])][:2]
    few, of = unlearnt(claim, behind)
    if behind.learnt and of:
        found.append(f"Of the {of} parameters of the mechanisms behind it the record taught next to nothing about {few}: there "
                     "the model is judgement.")  # fmt: skip
    return [*found, *_seen(decided)]


def _label(one: Row, of: Sequence[Row]) -> str:
    return f"test {one['number']}" if len(of) > 1 else "the verdict"


def _close(decided: Sequence[Row]) -> list[str]:
    near = closest(decided)
    if not near:
        return []
    told = words.listed([_label(one, decided) for one in near])
    return [f"The bar lies within the interval of {told}: more worlds could turn it over."]


def _theories(decided: Sequence[Row]) -> list[str]:
    """The proposition on which rival theories are most divided."""
    split = [(one, [each for each in one["by_structure"] if each["upheld"] != one["upheld"]]) for one in decided]
    split = [each for each in split if each[1]]
    if not split:
        return []
    one, others = max(split, key=lambda each: len(each[1]))
    first = max(others, key=lambda each: abs(each["holds"] / each["worlds"] - one["probability"]))
    return [f"Rival theories disagree on {_label(one, decided)}: it turns under {len(others)} of {one['structures']}, above "
            f"all where {theory(first)}."]  # fmt: skip


def _of_kind(decided: Sequence[Row]) -> list[str]:
    found = []
    for one in decided:
        if one.get("inert"):
            found.append(f"In {_label(one, decided)} the two sides never differ: the model has no way from the one to the "
                         "other, so this says nothing about the world.")  # fmt: skip
        if one["kind"] == "variance_share":
            other = one.get("by_total")
            by = f" Counting what causes do together, it holds in {percent(other)} of resamples." if other is not None else ""
            found.append("Which cause matters more depends on how widely each was allowed to vary: a wide prior weighs more "
                         f"than a narrow one.{by}")  # fmt: skip
        if one["kind"] == "frontier":
            found.append(f"It compares means over worlds and depends on when two policies count as level "
                         f"({percent(one['threshold'])} here).")  # fmt: skip
        if one["undefined"] > 0.05 * max(one["worlds"], 1):
            found.append(f"In {one['undefined']:,} worlds {_label(one, decided)} has no value and counts as not holding "
                         f"({counted(one)} hold).")  # fmt: skip
    return found


def _seen(decided: Sequence[Row]) -> list[str]:
    """Whether those who made the model knew the outcome, or nobody does."""
    known = [retrospective(one) for one in decided]
    if known and all(known):
        return ["Those who built the model knew how this ended: agreement proves little, disagreement would prove much."]
    return ["Nothing after 2018 was used, and none of this has been checked against what came later."] if decided else []



