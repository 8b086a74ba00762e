"""How far to trust an answer: four warnings, counted by a rule that is printed beside the answers."""

from __future__ import annotations

from collections.abc import Sequence

from rekindle.analysis.claims.results import ClaimRow, PropositionRow
from rekindle.show.verdicts.doubts import Behind, unlearnt
from rekindle.show.verdicts.sentences import closest

RULE = (
    "high with none of four warnings, moderate with one, low with two or more. The warnings: it is too close to call; rival "
    "theories within the model disagree; most assumptions behind it are expert judgement that the record could not test; "
    "nothing on record bears it out."
)


def warnings(claim: ClaimRow, behind: Behind) -> list[str]:
    """The warnings that apply to a statement's answer, in the order of the rule."""
    decided = claim.tested
    found = ["too close to call" if len(decided) == 1 else "partly too close to call"] if closest(decided) else []
    if _divided(decided):
        found.append("rival theories disagree")
    few, of = unlearnt(claim, behind) if behind.learnt else (0, 0)
    if 2 * few > of:
        found.append(f"{few} of the {of} assumptions behind it are untested judgement")
    if not any(_borne_out(one) for one in decided):
        found.append("nothing on record bears it out")
    return found


def _divided(decided: Sequence[PropositionRow]) -> bool:
    return any(one.found.structures_agree < one.found.structures for one in decided)


def _borne_out(one: PropositionRow) -> bool:
    """Whether the record says of a proposition what the model holds more likely than not."""
    return one.held is not None and one.held == (one.found.probability >= 0.5)


def trust(claim: ClaimRow, behind: Behind) -> tuple[str, str]:
    """How far to trust a statement's answer in a word, and why in a few more."""
    found = warnings(claim, behind)
    return ("high", "moderate", "low")[min(len(found), 2)], "; ".join(found)
