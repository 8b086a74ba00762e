"""Why a verdict may be wrong: reasons found in its own numbers, in the model's code and in what the record could not teach."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rekindle.analysis.calibration.report import Report
from rekindle.analysis.claims.answer import Structure
from rekindle.analysis.claims.results import ClaimRow, PropositionRow
from rekindle.analysis.effects.result import EffectsAudit
from rekindle.analysis.outcomes.wording import UNNAMED
from rekindle.analysis.sensitivity.causes import groups_of
from rekindle.model.parameters import all_parameters
from rekindle.numbers import about, percent
from rekindle.scenario.claims.vocabulary import MECHANISMS
from rekindle.scenario.labels import Labels
from rekindle.show import words
from rekindle.show.documentation.trust import Test
from rekindle.show.verdicts.plain_words import assumption
from rekindle.show.verdicts.sentences import asked, closest, counted, exact, plain_theory, retrospective, years
from rekindle.show.words.dates import upto
from rekindle.show.words.treatment import why_untested
from rekindle.variables import caveat, returns

UNLEARNT = 0.05
"""A number that lost less than this share of its prior variance counts as one that the record did not inform."""
BACK = (
    "To be back means here that some twelve months have at least twice the attacks in {country} of the quietest "
    "twelve before, or that the group rules {threshold} in {country} again; what it does elsewhere does not count."
)
OTHER = "Another definition would give other numbers."


@dataclass(frozen=True)
class Behind:
    """What a document says beside the ledger: names, sources, tests against the record and what was learnt from it."""

    named: Callable[[str], str] = lambda name: name
    origin: Callable[[str], str] = lambda name: name
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tests: Sequence[Test] = ()
    learnt: Report | None = None
    effects: EffectsAudit | None = None
    """What its levers move, held against published effects."""
    does: Mapping[str, str] = field(default_factory=dict)
    """What each policy does in a sentence, by its name."""
    labels: Labels = UNNAMED
    record_end: date | None = None

    @property
    def back(self) -> str:
        """What is meant by a return, and where."""
        return BACK.format(country=self.labels.country, threshold=self.labels.counts_as_return(self.labels.country_id))

    def placed(self, text: str) -> str:
        """A heading with the scenario's first city and country in their places."""
        return text.replace("{country}", self.labels.country).replace("{city}", self.labels.city)

    def defined(self, claim: ClaimRow) -> list[str]:
        """What a statement's outcomes rest on: definitions of the model, not results; that of a return first."""
        names = [self.labels.current(name) for name in claim.outcomes]
        back = [f"{self.back} {OTHER}"] if any(returns(name) for name in names) else []
        return back + list(dict.fromkeys(filter(None, map(caveat, names))))

    def source(self, name: str) -> str:
        """A source as a reader knows it: author, title and date."""
        found = self.sources.get(name)
        return f"{found['author']}, “{found['title']}”, {found['date']}" if found else name

    def author(self, name: str) -> str:
        """A source in few words: author and year."""
        found = self.sources.get(name)
        year = re.search(r"\d{4}", found["date"]) if found else None
        return f"{found['author']}, {year[0]}" if found and year else found["author"] if found else name


def unlearnt(claim: ClaimRow, behind: Behind) -> tuple[int, int]:
    """Of the parameters of a statement's mechanisms, how many the record taught next to nothing about, and of how many."""
    known = {row.name: row.contraction for row in behind.learnt.learnt} if behind.learnt else {}
    groups = {group for name in claim.mechanisms if name in MECHANISMS for group in groups_of(name)}
    names = [name for name in all_parameters() if name.partition(".")[0] in groups]
    return sum(known.get(f"parameter {name}", 0.0) < UNLEARNT for name in names), len(names)


def doubts(claim: ClaimRow, behind: Behind) -> list[str]:
    """Reasons for which a statement's verdict may be wrong, those of its own numbers first."""
    decided = claim.decided
    found = [*_close(decided), *_theories(decided), *_of_kind(decided)]
    found += behind.defined(claim)[:2]
    few, of = unlearnt(claim, behind)
    if behind.learnt and of:
        found.append(f"{few} of the {of} assumptions behind it are expert judgement that the record could not test.")
    return [*found, *_seen(decided, behind.record_end)]


def _label(one: PropositionRow, of: Sequence[PropositionRow]) -> str:
    """What a proposition is called within its statement."""
    if years(one):
        return f"the return within {words.how_many(years(one) or 0)} year{'s' if years(one) != 1 else ''}"
    return f"test {one.number} ({asked(one)})" if len(of) > 1 else "the answer"


def _close(decided: Sequence[PropositionRow]) -> list[str]:
    near = closest(decided)
    if not near:
        return []
    told = words.listed([_label(one, decided) for one in near])
    return [words.sentence(f"{told} {'is' if len(near) == 1 else 'are'} too close to call: more runs could turn "
                           f"{'it' if len(near) == 1 else 'them'} over")]  # fmt: skip


def _theories(decided: Sequence[PropositionRow]) -> list[str]:
    """The proposition on which rival theories are most divided, from the lowest probability to the highest."""
    split = [one for one in decided if one.tested and one.found.structures_agree < one.found.structures]
    if not split:
        return []
    one = max(split, key=_spread)
    found, bar = one.found, one.bar.level
    low, high = min(found.by_structure, key=_share), max(found.by_structure, key=_share)
    turned = f"{'misses' if found.upheld else 'meets'} the {percent(bar)} claimed"
    return [
        f"Rival theories disagree on {_label(one, decided)}: {about(low.share, bar)} where {plain_theory(low)}, "
        f"{about(high.share, bar)} where {plain_theory(high)}; under {found.structures - found.structures_agree} of "
        f"{found.structures} theories it {turned}."
    ]


def _share(each: Structure) -> float:
    return each.share


def _spread(one: PropositionRow) -> float:
    shares = [each.share for each in one.found.by_structure]
    return max(shares) - min(shares)


def turns(decided: Sequence[PropositionRow]) -> list[str]:
    """The box of assumptions, rival theories apart, in which a verdict turns, told with what the probability becomes."""
    for one in decided:
        for box in one.flips.found or ():
            if any(limit.options for limit in box.limits) or not box.limits:
                continue
            verb, side = ("falls", "under") if box.inside < one.found.probability else ("rises", "past")
            what = "The probability" if len(decided) == 1 else words.sentence(_label(one, decided))[:-1]
            return [f"{what} {verb} to {exact(box.inside, one.bar.level)}, {side} the {percent(one.bar.level)} claimed, if "
                    f"{' and '.join(map(assumption, box.limits))}."]  # fmt: skip
    return []


def _of_kind(decided: Sequence[PropositionRow]) -> list[str]:
    found = []
    for one in decided:
        if one.untested:
            found.append(f"{words.sentence(_label(one, decided))[:-1]} is {why_untested(one)}. It is not counted.")
            continue
        if one.kind == "variance_share":
            shares = one.found.shares
            by = f" Counting what causes do together, it holds in {percent(shares.by_total)} of resamples." if shares else ""
            found.append("Which cause matters more depends on how widely each was allowed to vary: a wide range weighs more "
                         f"than a narrow one.{by}")  # fmt: skip
        if one.kind == "frontier":
            found.append(f"It compares means over runs and depends on when two policies count as level "
                         f"({percent(one.threshold)} here).")  # fmt: skip
        if one.found.undefined > 0.05 * max(one.found.worlds, 1):
            found.append(f"In {one.found.undefined:,} worlds {_label(one, decided)} has no value and counts as not holding "
                         f"({counted(one)} hold).")  # fmt: skip
    return found


def _seen(decided: Sequence[PropositionRow], record_end: date | None) -> list[str]:
    """Whether those who made the model knew the outcome, or nobody does."""
    known = [retrospective(one, record_end) for one in decided]
    if known and all(known):
        return ["Those who built the model knew how this ended: agreement proves little, disagreement would prove much."]
    if not decided or record_end is None:
        return ["None of this has been checked against what happened."] if decided else []
    return [f"Nothing after {upto(record_end)} was used, and none of this has been checked against what came later."]


def brief_doubts(claim: ClaimRow, behind: Behind, most: int = 4) -> list[str]:
    """The reasons for doubt that a summary has room for: those that its word for trust does not already give."""
    decided = claim.decided
    known = [text for text in behind.defined(claim) if not text.startswith(behind.back)]
    few, of = unlearnt(claim, behind)
    untold = [f"{few} of the {of} assumptions behind it are expert judgement."] if most == 1 and of else []
    note = "" if any(one.kind == "variance_share" for one in decided) else claim.note or ""
    end = behind.record_end
    seen = (
        _seen(decided, end) if all(retrospective(one, end) for one in decided) else []
    )  # that nothing later is known stands above
    found = [note, *_theories(decided), *turns(decided), *_of_kind(decided), *_close(decided), *known[::-1],
             *(untold or seen)]  # fmt: skip
    return [one for one in found if one][:most]
