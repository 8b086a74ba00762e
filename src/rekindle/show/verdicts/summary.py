"""The summary of two pages: what changed the model's mind, the bottom line, how to read it, the main answers and doubts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rekindle.analysis.claims.results import ClaimRow, Ledger, PropositionRow
from rekindle.analysis.claims.tally import tag, tally
from rekindle.numbers import percent
from rekindle.show import words
from rekindle.show.figures.style import NARROW
from rekindle.show.figures.verdicts import PAGE
from rekindle.show.figures.verdicts_glance import glance_chart, legend
from rekindle.show.verdicts.answers import amount, axis, sequence, told
from rekindle.show.verdicts.document import Block, Line, Section, Shown, items, line, link, strong, table, text
from rekindle.show.verdicts.doubts import OTHER, Behind, brief_doubts
from rekindle.show.verdicts.plain_words import clipped, failures, in_detail, named
from rekindle.show.verdicts.sentences import asked, bar, chance, claimed, closest, likely, outcome, years
from rekindle.show.verdicts.trust import RULE, trust
from rekindle.show.verdicts.turned import mind_changed
from rekindle.show.words.chance import by_chance

FULL, FIRST = 4, 3
"""Main answers told at length, and how many of them stand on the first page."""
MOST = 8
LONGEST = 170
"""Letters of a statement that the summary has room for."""


def chosen(ledger: Ledger) -> Sequence[tuple[str, ClaimRow]]:
    """The statements that the summary answers, with headings: the main ones, or the first that are put to tests."""
    claims = {claim.id: claim for claim in ledger.claims if claim.propositions}
    main = [claims[number] for number in ledger.main if number in claims] or list(claims.values())[:MOST]
    return [(claim.heading or named(claim, 60), claim) for claim in main]


def summary(ledger: Ledger, behind: Behind) -> tuple[Section, Section]:
    """Both pages."""
    main = [(behind.placed(title), claim) for title, claim in chosen(ledger)]
    full = [_full(title, claim, behind) for title, claim in main[:FULL]]
    first = Section("summary", "The bottom line", 2, (*mind_changed(ledger), *_bottom(main[:FULL], behind)), "",
                    (_reading(ledger, main, behind), *full[:FIRST]))  # fmt: skip
    inner = [*full[FIRST:], *(_short(title, claim, behind) for title, claim in main[FULL:])]
    inner += [_glance(ledger), _fails(behind), _turns(ledger)]
    second = Section("glance", "Further answers, and all statements at a glance", 2, (), "", tuple(inner))
    return first, second


def _bottom(main: Sequence[tuple[str, ClaimRow]], behind: Behind) -> list[Block]:
    """The main answers in a sentence or two each, the most important caveat, and the rule of the word for trust."""
    lines = []
    for title, claim in main:
        head, numbers = told(claim, behind)
        lines.append(line(strong(f"{_title(title, claim)} {words.sentence(head)}"), f" {numbers} ", *_trust(claim, behind)))
    return [*items(lines), text(strong(_caveat(behind))), text(strong("How trust is rated: "), RULE)]


def _title(title: str, claim: ClaimRow) -> str:
    return f"{claim.id}. {title if title.endswith(('?', '…')) else words.sentence(title)}"


def _trust(claim: ClaimRow, behind: Behind) -> Line:
    word, why = trust(claim, behind)
    return line(strong(f"Trust: {word}"), f" ({why})." if why else ".")


def _caveat(behind: Behind) -> str:
    """The most important caveat: what the model got wrong where it could be checked."""
    failed, of = sum(not test[0] for test in behind.tests), len(behind.tests)
    if not of:
        return "No test against events came with these runs: nobody knows how good the model is."
    if not failed:
        return f"The model passed all {of} checks it was put to; that does not make it right about what was not checked."
    return f"The model failed {failed} of the {of} checks it was put to: {'; '.join(failures(behind.tests, behind.labels))}."


def _reading(ledger: Ledger, main: Sequence[tuple[str, ClaimRow]], behind: Behind) -> Section:
    """What this is, how to read a probability and a verdict, and the scale of words."""
    claims, sources = ledger.claims, list(dict.fromkeys(claim.source for claim in ledger.claims))
    texts = f"{words.how_many(len(sources))} {'commentary' if len(sources) == 1 else 'commentaries'}"
    counted = tally(ledger)
    what = (f"{words.sentence(texts)[:-1]} made {len(claims)} statements, told here in our words. Rekindle, an open computer "
            f"model, turned judgements and questions into tests and ran each at least {ledger.worlds:,} times. Each "
            "simulated run (“world”) is one guess at everything unknown, plus chance. A percentage is the share of runs in "
            f"which something happens: the model's odds{_chance_error(main)}. A judgement is “upheld” where all its tests "
            "reach the probability that we read the source as claiming. Rival theories are accounts of one part of the war "
            "that scholars hold against each other, each tried alone. ")  # fmt: skip
    back = any(years(one) for _, claim in main for one in claim.propositions)
    blocks: list[Block] = [
        text(what, strong(counted.statement_words()), f" {counted.test_words()}"),
        text(f"{behind.back} {OTHER} " if back else "", strong("In words: "), SCALE),
    ]
    if ledger.stale:
        blocks.append(text(strong("Part of the stored runs was made with an older model and is left out: "),
                           "tests that need it stand as not decided."))  # fmt: skip
    return Section("reading", "How to read this", 3, tuple(blocks))


SCALE = (
    "from 99 % virtually certain, 95 extremely likely, 90 very likely, 66 likely, 33 about as likely as not; under 33 "
    "unlikely, to 10 very, to 5 extremely, to 1 exceptionally unlikely. “More likely than not” is 50 % or more."
)


def _chance_error(main: Sequence[tuple[str, ClaimRow]]) -> str:
    """How far the number of runs alone may put a probability off."""
    widest = max((max(one.found.high - one.found.probability, one.found.probability - one.found.low)
                  for _, claim in main for one in claim.tested), default=0.0)  # fmt: skip
    if widest < 0.005:
        return ""
    return f", give or take {words.points(widest)} for the number of runs alone (the model may be off by more)"


def _more(claim: ClaimRow) -> Line:
    return line(link(f"More on {claim.id}", f"claim-{claim.id}"), ".")


def _full(title: str, claim: ClaimRow, behind: Behind) -> Section:
    """A main answer at length: what was said, how it was read, what came out of each test, and why it may be wrong."""
    said = f"After {behind.author(claim.source)}, in our words: {clipped(claim.statement, LONGEST)}"
    asked_alone = not claim.heading or title == named(claim, LONGEST)
    blocks: list[Block] = [text(said, *_read(claim))] if asked_alone or _read(claim) else []
    blocks += _tests(claim.tested) + [block for one in claim.tested for block in _policies(one, behind)]
    reasons = " ".join(brief_doubts(claim, behind))
    blocks.append(text(strong("Why it may be wrong: "), f"{reasons} ", *_more(claim)))
    return Section(f"answer-{claim.id}", _title(title, claim), 3, tuple(blocks), tag(claim))


def _read(claim: ClaimRow) -> Line:
    """How the statement was turned into tests."""
    rows = claim.propositions
    if rows and rows[0].kind == "frontier":
        return ()
    known = f" {claim.remark}" if claim.remark else ""
    if sequence(claim.decided):
        return line(f"{known} We read {words.how_many(len(rows))} claims into it, each with the probability that its words "
                    "seem to claim:")  # fmt: skip
    if len(rows) > 1:
        return line(f"{known} We read {words.how_many(len(rows))} claims into it. {_first(rows[0].why)}")
    return line(f"{known} We read the source as claiming {bar(rows[0])}: the model has {chance(rows[0])}, "
                f"{outcome(rows[0])}.") if rows[0].result else ()  # fmt: skip


def _first(reason: str) -> str:
    """The first sentence of a reason."""
    return reason.partition(". ")[0].rstrip(".") + "."


def _tests(decided: Sequence[PropositionRow]) -> list[Block]:
    """Tests as a table, a return by several dates from the first date to the last; a single test needs none."""
    if len(decided) < 2:
        return []
    dated = sequence(decided)
    rows = [[asked(one), f"{chance(one)}, {likely(one)}", claimed(one), _result(one)]
            for one in [*dated, *(one for one in decided if one not in dated)]]  # fmt: skip
    return [table("", ("Test", "The model's odds", "Claimed", "Result"), rows, (False,) * 4)]


def _result(one: PropositionRow) -> str:
    """How a test came out, and what the record says."""
    return outcome(one) + {True: " (it happened)", False: " (it did not happen)", None: ""}[one.held]


def _policies(one: PropositionRow, behind: Behind) -> list[Block]:
    """Policies of a choice: what each does, and its means over worlds."""
    found = one.found.frontier
    if not found:
        return []
    labels = [words.sentence(axis(label, behind))[:-1] for label in one.axes]
    rows = [[behind.named(name), *(amount(of.means[key], label) for key, label in zip(found.axes, one.axes, strict=True)),
             _beaten(of.dominated_by, len(found.policies) - 1, behind)]
            for name, of in found.policies.items()]  # fmt: skip
    does = [line(strong(f"{behind.named(name)}: "), behind.does[name]) for name in found.policies
            if name in behind.does and name != "historical"]  # fmt: skip
    numeric = [False] + [True] * len(labels) + [False]
    heads = ["Means over runs", *labels, f"Beaten by (within {percent(one.threshold)} two are level)"]
    return [*items(does), table("", heads, rows, numeric)]


def _beaten(by: Sequence[str], others: int, behind: Behind) -> str:
    if len(by) == others > 1:
        return "both others" if others == 2 else "all others"
    return words.listed([behind.named(other) for other in by]) or "nothing"


def _short(title: str, claim: ClaimRow, behind: Behind) -> Section:
    """A further answer in a few lines."""
    head, numbers = told(claim, behind)
    reasons = " ".join(brief_doubts(claim, behind, 1))
    return Section(f"answer-{claim.id}", _title(title, claim), 3, (
        text(strong(words.sentence(head)), f" {numbers} {reasons} ", strong(f"Trust: {trust(claim, behind)[0]}"), ". ",
             *_more(claim)),), tag(claim))  # fmt: skip


def _glance(ledger: Ledger) -> Section:
    every = [claim for claim in ledger.claims if claim.propositions]
    # that no policy beats another is no statement of the source's, so a mark for it would be read the wrong way round
    marked = [claim for claim in every if claim.propositions[0].kind != "frontier"]
    if not marked:
        return Section("all", "All statements", 3, (text("There is nothing to decide: all statements are figures."),))
    said = "; ".join(f"{claim.id} {tag(claim)} ({claim.upheld} of {claim.of})" for claim in marked)
    figures = [str(claim.id) for claim in ledger.claims if claim.kind == "F"]
    rest = f" Statements {words.listed(figures)} are figures and not tested." if figures else ""
    chosen_of = [str(claim.id) for claim in every if claim not in marked]
    rest += f" {words.listed(chosen_of)} asks for a choice, told above." if chosen_of else ""
    rows = [(f"{claim.id}  {named(claim, 30)}", tag(claim),
             [one for one in claim.propositions if not one.untested]) for claim in marked]  # fmt: skip
    return Section("all", "All statements", 3, (text(legend(rows), rest), Shown(
        "strip", "All tests of all statements", "", f"Probability of every test of every statement. {said}.",
        glance_chart(rows, PAGE), partial(glance_chart, rows, NARROW)),))  # fmt: skip


def _fails(behind: Behind) -> Section:
    """Tests against the record that the model failed, and how little the record taught it."""
    if not behind.tests:
        return Section("fails", "Where the model is known to fail", 3, (text("No scoreboard came with these runs."),))
    details = " ".join(in_detail(behind.tests, behind.labels)) or "No test failed."
    learnt = behind.learnt.learnt if behind.learnt else ()
    few, of = sum(row.contraction < 0.05 for row in learnt), len(learnt)
    kept = len(behind.learnt.not_informed) if behind.learnt else 0
    rest = (f" Of the model's {of + kept} assumptions the record moved {of - few}; the other {few + kept} are as its authors "
            "set them." if of else "")  # fmt: skip
    return Section(
        "fails", "Where the model is known to fail", 3, (text(f"{details}{rest} ", link("The scoreboard", "scoreboard"), "."),)
    )


def _turns(ledger: Ledger) -> Section:
    """What would change the answers: verdicts too close to their bar, rival theories, and the bars themselves."""
    every = [(claim, one) for claim in ledger.claims for one in claim.tested]
    near = list(dict.fromkeys(str(claim.id) for claim, one in every if closest([one])))
    split = list(dict.fromkeys(str(claim.id) for claim, one in every
                               if one.found.structures_agree < one.found.structures))  # fmt: skip
    parts = [f"Another of the rival theories would change part of the answers on {words.listed(split)}."] if split else []
    parts += [f"More runs could turn a test of {words.listed(near)}, too close to call."] if near else []
    hang = list(dict.fromkeys(str(claim.id) for claim, one in every if one.found.basis.hangs))
    parts += [f"Other reasonable priors could turn a test of {words.listed(hang)}."] if hang else []
    parts += [by_chance(ledger.chance_flips)] if ledger.chance_flips else []
    parts.append("How much each source claims is our reading; another reading can be another verdict, and each stands with its "
                 "reason beside its statement.")  # fmt: skip
    return Section("turns", "What would change the answers", 3, (text(" ".join(parts)),))
