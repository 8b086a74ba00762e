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
from rekindle.numbers import about, percent
from rekindle.scenario.labels import Labels
from rekindle.show import words
from rekindle.show.documentation.trust import Test
from rekindle.show.verdicts.plain_words import assumption, in_one_word
from rekindle.show.verdicts.sentences import closest, counted, exact, plain_theory, retrospective, years
from rekindle.show.words import certainty
from rekindle.show.words.treatment import why_untested
from rekindle.variables import caveat, returns

BACK = (
    "when attacks in {country} over twelve months, however few, double those of the quietest earlier twelve since "
    "{start}, or the group rules {threshold} there again."
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
        """What is meant by a return, and where, as a sentence."""
        return f"The group counts as back {self.back_when}"

    @property
    def back_when(self) -> str:
        """The same as it stands after a word that is explained."""
        threshold = self.labels.counts_as_return(self.labels.country_id)
        return BACK.format(country=self.labels.country, threshold=threshold, start=self.start)

    @property
    def start(self) -> str:
        """The month in which the clock of the worlds starts."""
        return words.month(self.labels.scenario.start) if self.labels.scenario else "the start"

    def placed(self, text: str) -> str:
        """A heading with the scenario's first city and country in their places."""
        return text.replace("{country}", self.labels.country).replace("{city}", self.labels.city)

    def defined(self, claim: ClaimRow) -> list[str]:
        """What a statement's outcomes rest on: definitions of the model, not results; that of a return first."""
        names = [self.labels.current(name) for name in claim.outcomes]
        back = [f"{self.back} {OTHER}"] if any(returns(name) for name in names) else []
        return back + list(dict.fromkeys(in_one_word(known) for name in names if (known := caveat(name))))

    def source(self, name: str) -> str:
        """A source as a reader knows it: author, title and date."""
        found = self.sources.get(name)
        return f"{found['author']}: {found['title']} ({found['date']})" if found else name

    def author(self, name: str) -> str:
        """A source in few words: author and year, "Gazette (2016)"."""
        found = self.sources.get(name)
        year = re.search(r"\d{4}", found["date"]) if found else None
        return f"{found['author']} ({year[0]})" if found and year else found["author"] if found else name

    def address(self, name: str) -> str:
        """Where a source can be read; empty where no address is known."""
        found = self.sources.get(name)
        return found.get("url", "") if found else ""

    def confidence(self, claim: ClaimRow) -> str:
        """How confident one can be of what the model says of a statement: high, medium or low."""
        return certainty.confidence(claim, self.learnt)

    def warnings(self, claim: ClaimRow) -> list[str]:
        """The warnings that lower it."""
        return certainty.warnings(claim, self.learnt)

    def letters(self, claim: ClaimRow) -> str:
        """The letters of these warnings."""
        return certainty.letters(claim, self.learnt)


def doubts(claim: ClaimRow, behind: Behind) -> list[str]:
    """Reasons for which a statement's verdict may be wrong, beside its warnings: those of its own numbers first."""
    decided = claim.decided
    known = [text for text in behind.defined(claim) if not text.startswith(behind.back)]  # said once, with all statements
    return [*theories(decided)[:1], *_of_kind(decided), *known[:2], *_seen(decided, behind.record_end)]


def _label(one: PropositionRow, of: Sequence[PropositionRow]) -> str:
    """What a proposition is called within its statement."""
    if years(one):
        return f"the return within {words.how_many(years(one) or 0)} year{'s' if years(one) != 1 else ''}"
    return f"test {one.number}" if len(of) > 1 else "the result"


def _close(decided: Sequence[PropositionRow]) -> list[str]:
    near = closest(decided)
    if not near:
        return []
    told = words.listed([_label(one, decided) for one in near])
    if len(near) == 1:
        return [words.sentence(f"{told} is too close to its threshold to call: more worlds could change the verdict")]
    return [words.sentence(f"{told} are too close to their thresholds to call: more worlds could change these verdicts")]


def theories(decided: Sequence[PropositionRow]) -> list[str]:
    """The proposition on which rival theories are most divided, from the lowest probability to the highest."""
    split = [one for one in decided if one.tested and one.found.structures_agree < one.found.structures]
    if not split:
        return []
    one = max(split, key=_spread)
    found, level = one.found, one.bar.level
    low, high = min(found.by_structure, key=_share), max(found.by_structure, key=_share)
    other = f"{found.structures - found.structures_agree} of {found.structures}"
    return [
        f"Rival theories disagree on {_label(one, decided)}: {about(low.share, level)} if {plain_theory(low)}, "
        f"{about(high.share, level)} if {plain_theory(high)}.",
        f"Under {other} rival theories the verdict would be different.",
    ]


def _share(each: Structure) -> float:
    return each.share


def _spread(one: PropositionRow) -> float:
    shares = [each.share for each in one.found.by_structure]
    return max(shares) - min(shares)


def turns(decided: Sequence[PropositionRow]) -> list[str]:
    """The assumptions, rival theories apart, under which a verdict changes, told with what the probability becomes."""
    for one in decided:
        for box in one.flips.found or ():
            if any(limit.options for limit in box.limits) or not box.limits:
                continue
            verb, side = ("falls", "below") if box.inside < one.found.probability else ("rises", "above")
            what = "The probability" if len(decided) == 1 else f"The probability of {_label(one, decided)}"
            level, when = one.bar.level, " and if ".join(map(assumption, box.limits))
            return [f"{what} {verb} to {exact(box.inside, level)}, {side} the threshold of {percent(level)}, if {when}."]
    return []


def _of_kind(decided: Sequence[PropositionRow]) -> list[str]:
    found = []
    for one in decided:
        if one.untested:
            found.append(f"{words.sentence(_label(one, decided))[:-1]} is {why_untested(one)}. It is not counted.")
            continue
        if one.kind == "variance_share":
            found.append("Which cause matters more depends on how widely each was allowed to vary.")
            if one.found.shares:
                found.append(f"With all interactions counted, the statement holds in {percent(one.found.shares.by_total)} of "
                             "resamples of the worlds.")  # fmt: skip
        if one.kind == "frontier":
            found.append(f"It compares means over worlds. Two policies count as level within {percent(one.threshold)}.")
        if one.found.undefined > 0.05 * max(one.found.worlds, 1):
            found.append(f"In {one.found.undefined:,} worlds {_label(one, decided)} has no value; these count as not holding "
                         f"({counted(one)} hold).")  # fmt: skip
    return found


def _seen(decided: Sequence[PropositionRow], record_end: date | None) -> list[str]:
    """Whether those who made the model knew the outcome, or nobody does."""
    known = [retrospective(one, record_end) for one in decided]
    if known and all(known):
        return ["Those who built the model knew how this ended, so agreement is weak evidence."]
    if not decided or record_end is None:
        return ["None of this has been checked against what happened."] if decided else []
    return []


def brief_doubts(claim: ClaimRow, behind: Behind, most: int = 2) -> list[str]:
    """The reasons for doubt that a summary has room for, most telling first."""
    decided = claim.decided
    known = [text for text in behind.defined(claim) if not text.startswith(behind.back)]
    few, of = certainty.unlearnt(claim, behind.learnt)
    judged = [f"The record could not test {few} of its {of} assumptions."] if of else []
    spread = [_between(one) for one in decided[:1] if one.tested]
    unlike = [] if any(map(has_event, decided)) else ["No recorded event tests it."]
    found = [*known[::-1][:1], *theories(decided)[:1], *turns(decided), *spread, *_close(decided), *unlike, *judged]
    return [one for one in found if one][:most]


def has_event(one: PropositionRow) -> bool:
    """Whether the record says anything of a proposition."""
    return one.held is not None


def _between(one: PropositionRow) -> str:
    """How far other reasonable assumptions move a probability; empty where that was not worked out or is nothing."""
    basis = one.found.basis
    if basis.low is None or basis.high is None or basis.high - basis.low < 0.02:
        return ""
    low, high = about(basis.low, one.bar.level), about(basis.high, one.bar.level)
    when = f" within {words.how_many(years(one) or 0)} years" if years(one) else ""
    return f"Other reasonable assumptions give {low} to {high}{when}."
