"""How far to trust an answer: four warnings, counted by a rule that is printed beside the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rekindle.analysis.claims.tally import tested
from rekindle.show.verdicts.doubts import Behind, unlearnt
from rekindle.show.verdicts.sentences import closest

Row = Mapping[str, Any]
RULE = (
    "high with none of four warnings, moderate with one, low with two or more. The warnings: it is too close to call; rival "
    "theories within the model disagree; most assumptions behind it are expert judgement that the record could not test; "
    "nothing on record bears it out."
)


def warnings(claim: Row, behind: Behind) -> list[str]:
    """The warnings that apply to a statement's answer, in the order of the rule."""
    decided = [one for one in claim["propositions"] if tested(one)]
    found = ["too close to call" if len(decided) == 1 else "partly too close to call"] if closest(decided) else []
    if _divided(decided):
        found.append("rival theories disagree")
    few, of = unlearnt(claim, behind) if behind.learnt else (0, 0)
    if 2 * few > of:
        found.append(f"{few} of the {of} assumptions behind it are untested judgement")
    if not any(_borne_out(one) for one in decided):
        found.append("nothing on record bears it out")
    return found


def _divided(decided: Sequence[Row]) -> bool:
    return any(each["upheld"] != one["upheld"] for one in decided for each in one["by_structure"])


def _borne_out(one: Row) -> bool:
    """Whether the record says of a proposition what the model holds more likely than not."""
    held = (one.get("happened") or {}).get("held")
    return held is not None and held == (one["probability"] >= 0.5)


def trust(claim: Row, behind: Behind) -> tuple[str, str]:
    """How far to trust a statement's answer in a word, and why in a few more."""
    found = warnings(claim, behind)
    return ("high", "moderate", "low")[min(len(found), 2)], "; ".join(found)
