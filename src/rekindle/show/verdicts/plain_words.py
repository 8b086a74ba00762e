"""Plain words for what the model calls by a code: statements, rival theories, assumptions.

Names and questions here say nothing of what came out; what came out is put into sentences from the ledger alone.
"""

from __future__ import annotations

from rekindle.analysis.claims.flips_kept import HeldInput
from rekindle.analysis.claims.results import ClaimRow
from rekindle.numbers import percent
from rekindle.show import words
from rekindle.show.figures.spoken import unset

THEORIES = {
    "deployment.foreign = firm": "foreign troops stay firm whatever happens",
    "deployment.foreign = brittle": "the morale of foreign troops follows their governments' will",
    "aid.effect = helps": "aid reaches people and helps", "aid.effect = captured": "corrupt officials capture aid",
    "aid.effect = none": "aid does nothing", "stance.choice = weighs": "the leader weighs staying against leaving",
    "stance.choice = stand": "the leader always stays",
    "stance.choice = withdraw": "the leader withdraws while a way out is open",
    "battle.attrition = deitchman": "aimed fire meets area fire", "battle.attrition = square": "both sides aim their fire",
    "battle.attrition = linear": "neither side aims its fire",
    "raid.response = backlash": "harm done by the government side provokes attacks",
    "raid.response = deterrence": "harm by the government side deters attacks",
    "raid.response = none": "harm by the government side changes no attacks",
    "recruitment.motive = grievance": "grievance brings local members",
    "recruitment.motive = idle": "unemployment brings local members", "recruitment.motive = pay": "pay brings local members",
    "rout.form = rout": "territory is lost in sudden routs",
    "rout.form = drift": "territory passes gradually to the stronger side",
    "abroad.veterans = deadlier": "people who fought abroad make attacks deadlier",
    "abroad.veterans = detected": "the security services notice people who fought abroad",
    "leadership.succession = recovers": "the group recovers from the loss of a leader",
    "leadership.succession = fragments": "the group splits when it loses a leader",
    "leadership.succession = martyr": "the death of a leader attracts recruits",
}  # fmt: skip
"""Options of rival theories as they are told; any other goes by its name."""
PHRASES = {
    "campaign.hold": "{} of an assault force has to stay behind in places once taken",
    "leaving.drop_out": "{} of hidden members leave each week",
    "leaving.despair": "a group without prospects loses members {} times as fast as another",
}
"""Assumptions as they stand after "if", with room for "under 130,000" or "over 29 %"; any other goes by its meaning."""
SHARES = ("share", "1/week")
"""Units of what is told in per cent."""


def in_one_word(text: str) -> str:
    """A text of the model with the glossary's word for those whom it calls by two."""
    return text.replace("members in hiding", "covert members")


def clipped(text: str, most: int) -> str:
    """A text cut at a word so that it has room, in the language that is spoken; whole where it is short enough."""
    text = unset(" ".join(text.split()))
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"


def named(claim: ClaimRow, most: int) -> str:
    """A statement in a few words."""
    return clipped(claim.short or claim.statement, most)


def assumption(limit: HeldInput) -> str:
    """One side of a box of assumptions, as it stands after "if"."""
    if limit.options:
        return " or ".join(THEORIES.get(f"{limit.name} = {one}", f"{limit.name} is {one}") for one in limit.options)
    told, phrase = _ends(limit), PHRASES.get(limit.name)
    return phrase.format(told) if phrase else f"the {limit.meaning} is {told}{_of_unit(limit.unit)}"


def limit_words(limit: HeldInput) -> str:
    """The same as a sentence of its own; where something is stands in brackets."""
    phrase = PHRASES.get(limit.name)
    if limit.options or phrase:
        return assumption(limit)
    place, _, what = limit.meaning.rpartition(": ")
    name = f"{what} ({place})" if place else what
    return f"{name}: {_ends(limit)}{_of_unit(limit.unit)}"


def _ends(limit: HeldInput) -> str:
    sides = (("over", limit.low), ("under", limit.high))
    return " and ".join(f"{sign} {_rough(end, limit.unit)}" for sign, end in sides if end is not None)


def _of_unit(unit: str) -> str:
    return f" {unit}" if unit not in ("1", "0-1", "", *SHARES) else " a week" if unit == "1/week" else ""


def _rough(value: float, unit: str) -> str:
    return f"about {percent(value)}" if unit in SHARES else f"about {words.number(value, 2)}"
