"""Answers for a decision maker: yes or no with its likelihood, what lies behind it, why it may be wrong, what follows.

Some statements need an answer of their own form: a return by several dates, where people went, a choice between policies. They
are known by what their tests ask; a statement without such tests is answered by how many of its tests are upheld. Every word of
what came out follows from the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rekindle.analysis.claims.answer import FrontierMeans
from rekindle.analysis.claims.results import ClaimRow, PropositionRow
from rekindle.analysis.comparison.better import beaten
from rekindle.analysis.outcomes.wording import Described
from rekindle.analysis.statistics.likelihood import WORDS, likelihood
from rekindle.numbers import about, percent
from rekindle.scenario.policies.delivery import DELIVERED
from rekindle.show import words
from rekindle.show.figures.verdict_tables import destinations
from rekindle.show.verdicts.doubts import Behind
from rekindle.show.verdicts.sentences import asked, calibrated_word, chance, claimed, exact, since, years
from rekindle.show.words import certainty
from rekindle.show.words.certainty import NO, NOT_TESTED, UNCLEAR, YES
from rekindle.show.words.treatment import why_untested
from rekindle.variables import MONEY

HISTORICAL = "historical"
INVERSE = {YES: NO, NO: YES, UNCLEAR: UNCLEAR, NOT_TESTED: NOT_TESTED}


@dataclass(frozen=True)
class Reply:
    """An answer with its likelihood ("No, unlikely (15 %)"), and sentences: the numbers, a reason for doubt, what follows."""

    said: str
    because: str = ""
    wrong: str = ""
    follows: str = ""


def reply(claim: ClaimRow, behind: Behind) -> Reply:
    """The answer to a statement, of the form that its tests ask for."""
    if any(not one.result for one in claim.propositions):
        return Reply("Not decided", "The simulated worlds that it needs are not stored.")
    if not claim.tested:
        return Reply(NOT_TESTED, _untested(claim.propositions))
    for form in (_choice, _destinations, _sequence, _outlives, _halved, _supports, _shares, _certain):
        found = form(claim, behind)
        if found:
            return found
    tested = claim.tested
    if len(tested) == 1:
        return Reply(said(certainty.answer(tested[0]), tested[0]), f"The test: {asked(tested[0])}.")
    numbers = "; ".join(f"{asked(one)}: {chance(one)}" for one in tested)
    return Reply(certainty.verdict(claim), f"{_upheld(claim)} {numbers}.")


def _untested(propositions: Sequence[PropositionRow]) -> str:
    return " ".join(
        words.sentence(reason) for reason in dict.fromkeys(why_untested(one).partition(": ")[2] for one in propositions)
    )


def missed(one: PropositionRow) -> str:
    """In how few worlds what a test supposes came about, which is why it is none; empty where that is not the reason."""
    shares = [each.share for each in one.found.treatments if each.missed and each.share is not None] if one.untested else []
    if not shares:
        return ""
    return f"The change came about in {percent(min(shares), DELIVERED)} of worlds; a test needs {percent(DELIVERED)}."


def _upheld(claim: ClaimRow) -> str:
    many = words.sentence(words.how_many(claim.upheld))[:-1] if claim.upheld else "None"
    return f"{many} of {words.how_many(claim.of)} tests {'are' if claim.upheld > 1 else 'is'} upheld."


def said(answer: str, one: PropositionRow) -> str:
    """An answer with the likelihood of what a test asks; a share of resamples is none."""
    leans = f"{answer}, leaning to yes" if answer == UNCLEAR and one.found.probability >= certainty.LIKELY else ""
    if one.found.counted != "worlds":
        return leans or answer
    return f"{leans} ({chance(one)})" if leans else f"{answer}, {certainty.likely(one)}"


def surer(claim: ClaimRow, *tests: PropositionRow) -> str:
    """That tests are not upheld, and what the source claims, be the answer of its direction or not; empty where all are."""
    short = [one for one in tests if not one.found.upheld]
    if not short:
        return ""
    bars = words.listed([f"{claimed(one)} ({claim.id}.{one.number})" for one in short])
    return f" Not upheld: the source claims {bars}."


def _certain(claim: ClaimRow, behind: Behind) -> Reply | None:
    """Whether the city would be taken: one test, which the record may have answered."""
    names = [behind.labels.current(name) for name in claim.outcomes]
    if len(names) != 1 or not names[0].startswith("retaken_") or len(claim.tested) != 1:
        return None
    one = claim.tested[0]
    answer = certainty.answer(one)
    so = {True: "The record agrees: it happened.", False: "The record disagrees: it did not happen.", None: ""}[one.held]
    if one.found.close:
        so = f"{so} Against the source's {percent(one.bar.level)}: too close to call.".strip()
    follows = {
        YES: "Plan for the time after the city is taken.",
        NO: "Plan for a city that is not taken in time.",
        UNCLEAR: "Plan for both outcomes.",
    }[answer]
    return Reply(said(answer, one), so, GIVEN if one.held else "", follows)


GIVEN = "The model was given the campaign's dates, so agreement proves little."


def _outlives(claim: ClaimRow, behind: Behind) -> Reply | None:
    """Whether a loss finishes the group: members left in hiding, then a return by a date."""
    left = next((one for one in claim.tested if "covert" in one.exactly.lower() and one.kind == "probability"), None)
    back = next((one for one in claim.tested if years(one)), None)
    if not left or not back:
        return None
    answer = INVERSE[certainty.answer(left)]
    found = left.found
    share, word = 1 - found.probability, likelihood(found.worlds - found.holds, found.worlds)
    told = about(share, 1 - left.bar.level, *WORDS)
    because = (f"{asked(left)} in {chance(left)} of worlds. "
               f"It is back in {behind.labels.country} within {_span(back)}{since(back)}: {certainty.likely(back)}."
               f"{surer(claim, left, back)}")  # fmt: skip
    follows = {
        NO: "Plan for its survival through covert members.",
        YES: "Resources can move elsewhere, as long as somebody keeps looking.",
        UNCLEAR: "Plan for a group that survives.",
    }[answer]
    how = f", {word}" if word else ""
    return Reply(f"{answer}{how} (finished in {told} of worlds)", because, "", follows)


def sequence(decided: Sequence[PropositionRow]) -> list[PropositionRow]:
    """Tests of a return by several dates, the earliest first; empty where there are fewer than three."""
    found = sorted((one for one in decided if years(one)), key=lambda one: years(one) or 0)
    return found if len(found) > 2 else []


def _sequence(claim: ClaimRow, behind: Behind) -> Reply | None:
    """A return by several dates: the last one with the first answer, and the last of all; then what else is asked.

    Dates between them stand in the picture alone.
    """
    dated = sequence(claim.tested)
    if not dated:
        return None
    answers = [certainty.answer(one) for one in dated]
    last = len(dated) - 1
    ends = [max(at for at, answer in enumerate(answers) if answer == answers[0]), last]
    told = [_within(answers[at], dated[at], since(dated[at]) if at == min(ends) else "") for at in sorted(set(ends))]
    because = " ".join(f"{asked(one)}: {certainty.likely(one)}." for one in claim.tested if not years(one))
    because += surer(claim, dated[-1]) if answers[-1] == YES else ""
    late = answers[0] == NO and answers[-1] != NO
    follows = (f"A quiet first year is no success: keep watching for {_span(dated[-1])}." if late
               else "Prepare for a return early." if answers[0] != NO
               else f"Keep watching, but do not plan for a return within {_span(dated[-1])}.")  # fmt: skip
    return Reply("; ".join(told)[:1].upper() + "; ".join(told)[1:], because.strip(), "", follows)


def _span(one: PropositionRow) -> str:
    whole = years(one) or 0
    return f"{words.how_many(whole)} year{'s' if whole != 1 else ''}"


def _within(answer: str, one: PropositionRow, since: str) -> str:
    return f"{answer.lower()} within {_span(one)}{since} ({calibrated_word(one)}, {chance(one)})"


def _choice(claim: ClaimRow, behind: Behind) -> Reply | None:
    """A choice between policies: the one that no other dominates with its means beside the others', or that there is none."""
    one = claim.tested[0]
    frontier = one.found.frontier
    if not frontier or len(claim.tested) != 1:
        return None
    policies, best = frontier.policies, frontier.unbeaten
    if len(best) != 1 or len(policies) < 2:
        level = words.listed([_low(behind.named(name)) for name in best])
        follows = "Choose on other grounds: cost, feasibility and consent where the policy would be carried out."
        return Reply(
            UNCLEAR, f"On the means of all worlds none of {level} is better than another on every measure.", SET, follows
        )
    others = [name for name in list(policies)[::-1] if name != best[0]]
    rivals = [name for name in others if name != HISTORICAL]
    order = [best[0], *rivals, *(name for name in others if name == HISTORICAL)]
    under = [_under(name, behind, len(order) - 1) for name in order]
    axes = list(zip(frontier.axes, one.axes, strict=True))[::-1]
    measured = [_side_by_side([policies[name].means[key] for name in order], label) for key, label in axes]
    first = words.listed([f"{value} {where}" for value, where in zip(measured[0][1], under, strict=True)])
    spells = [f", average in this order, {behind.start} to {words.deadline(one.horizon)}", *[" likewise"] * len(axes)]
    rest = [f"{name}{spell}: {_listed(values)}." for (name, values), spell in zip(measured[1:], spells, strict=False)]
    equal = f"Two values count as equal if they differ by at most {percent(one.threshold)} of the larger."
    because = " ".join([equal, *filter(None, [stand(one, frontier, best[0])]), f"{measured[0][0]}: {first}.", *rest])
    return Reply(f"{behind.named(best[0])}: no other policy beats it", because, SET,
                 "Before choosing, commission each policy's real costs and effects.")  # fmt: skip


MEASURES = {"resurgence": "returns", "civilians_killed": "deaths", "cost_": "money"}
"""What an axis of a choice is called in one word, by the beginning of its name; any other goes by its meaning."""


def stand(one: PropositionRow, frontier: FrontierMeans, best: str) -> str:
    """On which axes a policy leads all others, and on which they are level, some are, or another leads."""
    order = [best, *(name for name in frontier.policies if name != best)]
    ways = re.findall(r"\b(less|more) of: ", one.exactly) or ["less"] * len(frontier.axes)  # where it is not said, less is
    if len(ways) != len(frontier.axes):  # said of some only: no sentence rather than a guess
        return ""
    found: dict[str, list[str]] = {}
    for key, label, way in list(zip(frontier.axes, one.axes, ways, strict=True))[::-1]:
        means = np.array([[frontier.policies[name].means[key]] for name in order])
        by = beaten(means, np.array([1 if way == "more" else -1]), one.threshold)  # whom (rows) which others beat
        leads, led = by[1:, 0], by[0, 1:].any()
        how = "led" if led else "all" if leads.all() else "some" if leads.any() else "level"
        name = next((word for start, word in MEASURES.items() if key.startswith(start)), _low(axis(label)))
        found.setdefault(how, []).append(name)
    only = "only " if len(found.get("all", ())) < len(frontier.axes) else ""
    told = {"all": f"leads {only}in", "some": "leads some in", "led": "is behind another in", "level": "is equal in"}
    return f"It {words.listed([f'{start} {words.listed(found[how])}' for how, start in told.items() if how in found])}."


def _listed(values: Sequence[str]) -> str:
    """Values side by side, of money with its unit once."""
    money = [re.fullmatch(r"USD (.+) billion", value) for value in values]
    return f"USD {words.listed([one[1] for one in money if one])} billion" if all(money) else words.listed(values)


SET = "We set how strong each policy is; another strength may change the order."


def _low(title: str) -> str:
    return title[:1].lower() + title[1:]


def axis(label: Described) -> str:
    """What an axis of a choice is called at the start of a sentence, with small numbers in words as elsewhere."""
    told = label.words.removeprefix("the group is ").removesuffix(" by the government side")
    return words.sentence(re.sub(r"(?<=within )\d+", lambda found: words.how_many(int(found[0])), told))[:-1]


def _under(name: str, behind: Behind, others: int) -> str:
    """Under which policy a number was found, beside that many others; the historical course has none of them."""
    if name != HISTORICAL:
        return f"under {_low(behind.named(name))}"
    return "with neither" if others == 2 else "on the historical course"


def _side_by_side(values: Sequence[float], label: Described) -> tuple[str, list[str]]:
    """What an axis is called, and what it comes to under each policy."""
    first, *rest = [amount(value, label) for value in values]
    return axis(label), [f"in {first} of worlds" if label.yes_or_no else first, *rest]


def amount(value: float, label: Described) -> str:
    """A mean over worlds on an axis of a choice: a share of worlds, money, or a count."""
    if label.yes_or_no:
        return exact(value)
    return f"USD {words.number(value / 1000)} billion" if label.unit == MONEY else words.number(value)


def _destinations(claim: ClaimRow, behind: Behind) -> Reply | None:
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
    start = "Most are" if sum(share for share, _ in shares[:many]) > 0.5 else "The largest parts are"
    listing = words.listed([f"{percent(share)} {label}" for share, label in shares[: many + 1]])
    because = f"Of foreign fighters accounted for on {words.day(claim.paths.date)}: {listing} (means over worlds)."
    return Reply(f"{start} {' or '.join(label for _, label in shares[:many])}", because)


def _halved(claim: ClaimRow, behind: Behind) -> Reply | None:
    """Settlements and what they do to attacks: how much less in the median world, and how often half."""
    rows = claim.propositions
    if "three-levels" not in claim.mechanisms or any(one.kind != "difference" for one in rows) or len(rows) < 2:
        return None
    whole, alone = rows[0], [one for one in rows[1:] if one.tested]
    known = [(name, one.found.estimate.median) for one in alone if (name := _level(one))]
    parts = [f"the {name} level {_by(median)}" for name, median in known if median is not None]
    if not parts or len(parts) < len(alone):
        return None
    rest = f"Settled alone, in the median world: {words.listed(parts)} {alone[0].what}."
    if not whole.tested:
        return Reply(NOT_TESTED, f"{words.sentence(why_untested(whole).partition(': ')[2])} {rest}")
    middle = whole.found.estimate.median
    start = f"All together, in the median world: {_by(middle)} {whole.what}. " if middle is not None else ""
    return Reply(said(certainty.answer(whole), whole), f"{start}{rest}")


def _by(change: float) -> str:
    return "no change in" if round(change, 3) == 0 else f"{percent(abs(change))} {'fewer' if change < 0 else 'more'}"


def _level(one: PropositionRow) -> str:
    match = re.match(r"The (\w+) level", one.asks)
    return match[1] if match else ""


def _supports(claim: ClaimRow, behind: Behind) -> Reply | None:
    """Supports taken away one at a time: without which the group keeps more than half of its members."""
    pattern = r"Without (.+?) it (keeps|loses) (more than half|at least half)"
    found = [(match[1], match[2], one) for one in claim.tested if (match := re.match(pattern, one.asks))]
    if len(found) < len(claim.tested) or len(found) < 3:
        return None
    keeps = sorted(((name, one) for name, verb, one in found if verb == "keeps"), key=lambda each: -each[1].found.probability)
    each = [f"{chance(one)} without {name}" for name, one in keeps]
    return Reply(
        certainty.verdict(claim), f"It keeps more than half of its members in these shares of worlds: {words.listed(each)}."
    )


def _shares(claim: ClaimRow, behind: Behind) -> Reply | None:
    """A share of what is uncertain: whether one group of causes explains at least as much as another."""
    one = claim.tested[0]
    shares = one.found.shares
    if len(claim.tested) != 1 or not shares or not shares.against:
        return None
    answer = certainty.answer(one)
    ours, theirs = (percent(max(side.closed, 0.0)) for side in (shares.share, shares.against))
    named = re.fullmatch(r"(.+?) explain at least as much of (.+) as (.+)", asked(one))
    first, of, second = named.groups() if named else ("Causes of the first kind", "the outcome", "causes of the second kind")
    because = f"{first} explain {ours} of why worlds differ in {of}, against {theirs} for {second}. {REST} {redrawn(one)}"
    wrong = "The more widely we let a cause vary, the more it explains."
    follows = {
        YES: "Give both the same care.",
        UNCLEAR: "Plan both with the same care.",
        NO: "The second kind deserves more care.",
    }[answer]
    return Reply(said(answer, one), because, wrong, follows)


REST = "Other causes explain the rest."


def redrawn(one: PropositionRow) -> str:
    """In how many resamples a test holds that no single world decides."""
    return f"Of random redraws of worlds, {chance(one)} say yes."
