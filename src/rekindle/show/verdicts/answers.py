"""The answers in a few plain sentences each: yes or no, then the numbers. Every word of what came out follows from the ledger.

Some statements need an answer of their own form: a return by several dates, where people went, a choice between policies.
They are known by what their tests ask; a statement without such tests is answered by agreement and its tests in turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rekindle.analysis.claims.answer import FrontierMeans, Result
from rekindle.analysis.claims.results import ClaimRow, PropositionRow
from rekindle.analysis.outcomes.wording import Described
from rekindle.numbers import percent, some_of
from rekindle.show import words
from rekindle.show.figures.verdict_tables import destinations
from rekindle.show.verdicts.doubts import Behind
from rekindle.show.verdicts.sentences import answer, asked, chance, exact, likely, outcome, years
from rekindle.variables import MONEY

HISTORICAL = "historical"
LIKELY, UNLIKELY = 0.66, 0.33


def told(claim: ClaimRow, behind: Behind) -> tuple[str, str]:
    """A statement's answer in words, and the numbers behind it as sentences."""
    decided = claim.tested
    if any(not one.result for one in claim.propositions) or not decided:
        return claim.verdict, answer(claim)
    for form in (_choice, _destinations, _sequence, _outlives, _halved, _supports, _shares, _certain):
        found = form(claim, decided, behind)
        if found:
            return found
    numbers = " ".join(f"{asked(one)}: {chance(one)}, {outcome(one)}." for one in decided)
    return answer(claim).rstrip(".").removeprefix("The model's answer is "), numbers


def _certain(claim: ClaimRow, decided: Sequence[PropositionRow], behind: Behind) -> tuple[str, str] | None:
    """The statement on whether the city would be taken: one test, which the record may have answered."""
    names = [behind.labels.current(name) for name in claim.outcomes]
    if len(names) != 1 or not names[0].startswith("retaken_") or len(decided) != 1:
        return None
    one, share = decided[0], decided[0].found.probability
    so = {True: ", and so it happened", False: ", but that is not what happened", None: ""}[one.held]
    return f"{_yes(share)}, {likely(one)}", f"{asked(one)} in {chance(one)} of simulated runs{so}."


def _yes(share: float) -> str:
    return "yes" if share >= LIKELY else "no" if share <= UNLIKELY else "open"


def _outlives(claim: ClaimRow, decided: Sequence[PropositionRow], behind: Behind) -> tuple[str, str] | None:
    """Whether a loss finishes the group: members left in hiding, then a return by a date."""
    left = next((one for one in decided if "covert" in one.exactly.lower() and one.kind == "probability"), None)
    back = next((one for one in decided if years(one)), None)
    if not left or not back:
        return None
    first = {"yes": "no, it survives in hiding", "no": "yes", "open": "open"}[_yes(left.found.probability)]
    second = {"yes": "likely", "no": "unlikely", "open": "about an even bet"}[_yes(back.found.probability)]
    whole = words.how_many(years(back) or 0)
    return first, (f"{asked(left)} in {chance(left)} of runs. Whether it is back in {behind.labels.country} within {whole} "
                   f"years is a separate matter: {second}, {chance(back)}.")  # fmt: skip


def sequence(decided: Sequence[PropositionRow]) -> list[PropositionRow]:
    """Tests of a return by several dates, the earliest first; empty where there are fewer than three."""
    found = sorted((one for one in decided if years(one)), key=lambda one: years(one) or 0)
    return found if len(found) > 2 else []


def _sequence(claim: ClaimRow, decided: Sequence[PropositionRow], behind: Behind) -> tuple[str, str] | None:
    """A return by several dates as one sequence, then whatever else is asked."""
    dated = sequence(decided)
    if not dated:
        return None
    first, last = dated[0].found.probability, dated[-1].found.probability
    head = {"yes": "probably", "no": "probably not", "open": "open"}[_yes(last)]
    soon = ", but not at once" if first <= UNLIKELY and last > UNLIKELY else ""
    others = [one for one in decided if not years(one)]
    rare = ", and rarely to rule people again" if others and max(one.found.probability for one in others) <= UNLIKELY else ""
    steps = [f"{chance(one)} within {words.how_many(years(one) or 0)} year{'s' if years(one) != 1 else ''}" for one in dated]
    more = "".join(f" {asked(one)}: {chance(one)}, {likely(one)}." for one in others)
    numbers = f"It is back in {behind.labels.country} in {words.listed(steps)}.{more}"
    return f"{head}{soon}{rare if head != 'probably not' else ''}", numbers


def _choice(claim: ClaimRow, decided: Sequence[PropositionRow], behind: Behind) -> tuple[str, str] | None:
    """A choice between policies: the one that no other beats, its means beside the others', and how often it comes out so."""
    one = decided[0]
    frontier = one.found.frontier
    if not frontier or len(decided) != 1:
        return None
    policies, best = frontier.policies, frontier.unbeaten
    if len(best) == 1 and len(policies) > 1:
        head = f"in the model, {_low(behind.named(best[0]))}"
        start = "no other policy beats it"
    else:
        head = f"the model does not choose between {words.listed([_low(behind.named(name)) for name in best])}"
        start = "none of them beats another"
    order = [*best, *(name for name in list(policies)[::-1] if name not in best)]
    compared = words.listed([_low(behind.named(name)) if name != HISTORICAL else "the historical course" for name in order[1:]])
    parts = [f"{axis(label, behind)} {_side_by_side([policies[name].means[key] for name in order], label)}"
             for key, label in list(zip(frontier.axes, one.axes, strict=True))[::-1]]  # fmt: skip
    return head, f"{start.capitalize()}. Against {compared}: {'; '.join(parts)}. {settled(one.found, frontier)} {SET}"


SET = "How strong each policy is was set by us and not varied."


def settled(found: Result, frontier: FrontierMeans) -> str:
    """In how many resamples and rival theories a choice comes out as it does."""
    holds, of = found.holds if found.upheld else found.worlds - found.holds, found.worlds
    alone = max(frontier.alone_unbeaten.values(), default=0)
    if not found.upheld and alone > of / 2:
        return f"It is the only one unbeaten in {some_of(alone, of)} resamples of the runs."
    what = "None of those asked about is beaten" if found.upheld else "One beats another"
    agree = found.structures_agree
    theories = f" and under {some_of(agree, found.structures)} rival theories" if found.structures else ""
    return f"{what} in {some_of(holds, of)} resamples of the runs{theories}."


def _low(title: str) -> str:
    return title[:1].lower() + title[1:]


def axis(label: Described, behind: Behind) -> str:
    """What an axis of a choice is called in few words."""
    short = re.sub(r" of [^,]+'s fall$", "", label.words)
    return (
        short.removesuffix(" by the government side")
        .removesuffix(f" in {behind.labels.countries}")
        .removeprefix("the group is ")
    )


def _side_by_side(values: Sequence[float], label: Described) -> str:
    first, *rest = [amount(value, label) for value in values]
    first = f"in {first} of runs" if label.yes_or_no else first
    return f"{first} against {words.listed(rest)}" if rest else first


def amount(value: float, label: Described) -> str:
    """A mean over worlds on an axis of a choice: a share of runs, money, or a count."""
    if label.yes_or_no:
        return exact(value)
    return f"USD {words.number(value / 1000)} billion" if label.unit == MONEY else words.number(value)


def _destinations(claim: ClaimRow, decided: Sequence[PropositionRow], behind: Behind) -> tuple[str, str] | None:
    """What becomes of foreign fighters, as shares of all whom the model still accounts for."""
    if not claim.paths:
        return None
    flows = destinations(claim.paths)
    foreign = [at for at, origin in enumerate(flows.origins) if origin != "local"]
    people = flows.people[0, foreign].sum(axis=0)
    if people.sum() <= 0:
        return None
    each = zip(people, flows.destinations, strict=True)
    shares = sorted(((float(n / people.sum()), label.lower()) for n, (_, label) in each), reverse=True)
    many = 1 if shares[0][0] > 0.75 else 2
    start = "most are" if sum(share for share, _ in shares[:many]) > 0.5 else "the largest parts are"
    listing = words.listed([f"{percent(share)} {label}" for share, label in shares])
    return f"{start} {' or '.join(label for _, label in shares[:many])}", (
        f"Of the foreigners who came and can be accounted for, on {words.day(claim.paths.date)}: {listing} (means over runs)."
    )


def _halved(claim: ClaimRow, decided: Sequence[PropositionRow], behind: Behind) -> tuple[str, str] | None:
    """Settlements and what they do to attacks: how much less in the middle run, and how often half."""
    if "three-levels" not in claim.mechanisms or any(one.kind != "difference" for one in decided) or len(decided) < 2:
        return None
    middles = [one.found.estimate.median for one in decided if one.measured == "relative"]
    known = [middle for middle in middles if middle is not None]
    if len(known) < len(decided):
        return None
    best = min(known)
    head = "yes" if best <= -0.5 else "in part" if best <= -0.25 else "hardly"
    adverb = {"yes": "helps much", "in part": "helps in part", "hardly": "barely helps"}[head]
    whole = f"With all settled, {decided[0].what} are {_by(known[0])} in the middle run"
    alone = [f"{name} {_by(middle)}" for name, middle in zip(_levels(decided[1:]), known[1:], strict=True)]
    how = "half or less" if decided[0].threshold == -0.5 else "as low as asked"
    return f"{head}: settlement {adverb} in the model", (
        f"{whole} and {how} in {chance(decided[0])} of runs. One level alone: {words.listed(alone)}."
    )


def _by(change: float) -> str:
    return "unchanged" if round(change, 3) == 0 else f"{percent(abs(change))} {'fewer' if change < 0 else 'more'}"


def _levels(decided: Sequence[PropositionRow]) -> list[str]:
    return [match[1] if (match := re.match(r"The (\w+) level", one.asks)) else f"test {one.number}" for one in decided]


def _supports(claim: ClaimRow, decided: Sequence[PropositionRow], behind: Behind) -> tuple[str, str] | None:
    """Supports taken away one at a time: without which the group keeps more than half of its members."""
    pattern = r"Without (.+?) it (keeps|loses) (more than half|at least half)"
    found = [(match[1], match[2], one) for one in decided if (match := re.match(pattern, one.asks))]
    if len(found) < len(decided) or len(found) < 3:
        return None
    keeps = sorted(((name, one) for name, verb, one in found if verb == "keeps"), key=lambda each: -each[1].found.probability)
    sure = [name for name, one in keeps if one.found.upheld and not one.found.close]
    rest = [name for name, _ in keeps if name not in sure]
    head = f"yes, that of {_either(sure)}" if sure else "no"
    unsure = f"; of {_either(rest)} it is not sure" if rest and sure else ""
    each = [f"{chance(one)} of runs without {name}" if not at else
            f"{chance(one)} without {name}{' (too close to call)' if one.found.close else ''}"
            for at, (name, one) in enumerate(keeps)]  # fmt: skip
    lost = "".join(f" Without {name} it loses at least half in {chance(one)}." for name, verb, one in found if verb == "loses")
    return head + unsure, f"It keeps more than half of its members in {words.listed(each)}.{lost}"


def _either(names: Sequence[str]) -> str:
    return words.listed(names).replace(" and ", " or ")


def _shares(claim: ClaimRow, decided: Sequence[PropositionRow], behind: Behind) -> tuple[str, str] | None:
    """A share of what is uncertain: whether one group of causes clearly explains more than another."""
    one = decided[0]
    if len(decided) != 1 or not one.found.shares or not one.found.shares.against:
        return None
    head = {"yes": "yes", "no": "no", "open": "no clear winner on this measure"}[_yes(one.found.probability)]
    return head, f"{asked(one)} in {chance(one)} of resamples."
