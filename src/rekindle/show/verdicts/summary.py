"""The summary for a decision maker: two pages with the question, the answers, what they rest on and what to do with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import partial

from rekindle.analysis.claims.results import ClaimRow, Ledger, PropositionRow
from rekindle.analysis.claims.tally import tally
from rekindle.analysis.statistics.likelihood import SCALE
from rekindle.numbers import percent
from rekindle.show import words
from rekindle.show.figures.style import NARROW
from rekindle.show.figures.verdicts import PAGE
from rekindle.show.figures.verdicts_dots import KEY, dots_chart, numbers
from rekindle.show.verdicts import misses
from rekindle.show.verdicts.answers import missed, reply
from rekindle.show.verdicts.document import Block, Section, Shown, items, line, link, read, strong, text
from rekindle.show.verdicts.doubts import Behind, brief_doubts
from rekindle.show.verdicts.plain_words import THEORIES, clipped, named
from rekindle.show.verdicts.sentences import years
from rekindle.show.verdicts.turned import turned
from rekindle.show.words import certainty

FULL, MOST = 5, 8
"""Main answers told with reasons, and how many are told at all."""
DOTS = 14
"""Tests that one picture has room for."""
LONGEST = 115
"""Letters of a statement that the summary has room for."""
WORDS, HEAD = 900, 35
"""Words that two pages may have, and how many of them the title and the facts beneath it take."""
AUTHORS = "The Rekindle developers"


def count_words(text: str) -> int:
    """Words as a reader counts them: a number is one, a sign alone is none."""
    return len(re.findall(r"[^\W_][\w'’.,%/-]*", text))


def chosen(ledger: Ledger) -> Sequence[tuple[str, ClaimRow]]:
    """The statements that the summary answers, with headings: the main ones, or the first that are put to tests."""
    claims = {claim.id: claim for claim in ledger.claims if claim.propositions}
    main = [claims[number] for number in ledger.main if number in claims] or list(claims.values())[:MOST]
    return [(claim.heading or f"{words.sentence(named(claim, 90))} Is it so?", claim) for claim in main]


def summary(ledger: Ledger, behind: Behind, head: int = HEAD) -> tuple[Section, Section]:
    """Both pages, of which the head takes so many words; answers of less weight are told as long as there is room for them."""
    main = [(behind.placed(title), claim) for title, claim in chosen(ledger)][:MOST]
    sizes = [(len(main), 2, True), (len(main), 1, True), (len(main), 1, False)]
    sizes += [(most, 1, False) for most in range(len(main) - 1, -1, -1)]
    for size in sizes:
        pages = _pages(ledger, main, behind, *size)
        if sum(count_words(read(page)) for page in pages) <= WORDS - head:
            break
    return pages


def _pages(
    ledger: Ledger, every: Sequence[tuple[str, ClaimRow]], behind: Behind, most: int, reasons: int, numbered: bool
) -> tuple[Section, Section]:
    """The pages with so many answers, reasons for doubt with each, and with or without numbers of the brief answers."""
    main = every[:most]
    full = [_full(title, claim, behind, reasons) for title, claim in main[:FULL]]
    first = Section("summary", "Summary for decision makers", 2, tuple(_question(ledger, main, behind)), "", tuple(full))
    brief = [_brief(title, claim, behind, numbered) for title, claim in main[FULL:]]
    inner = [*([Section("further", "Further answers", 3, tuple(items(brief)))] if brief else []),
             *_dots(every), _against(ledger, behind), _uses(every, behind), _verifying(ledger)]  # fmt: skip
    return first, Section("glance", "Behind the answers", 2, (), "", tuple(inner))


def _question(ledger: Ledger, main: Sequence[tuple[str, ClaimRow]], behind: Behind) -> list[Block]:
    sources = list(dict.fromkeys(claim.source for claim in ledger.claims))
    texts = f"{words.how_many(len(sources))} {'commentary' if len(sources) == 1 else 'commentaries'}"
    what = (f"Does a computer model agree with {words.count(len(ledger.claims), 'statements')} of {texts}, in our words? "
            f"{upholds(ledger)}It runs at least {ledger.worlds:,} simulated worlds, with different guesses at everything "
            "uncertain.")  # fmt: skip
    failed = misses.headline(behind.tests)
    lines = [
        line(strong("Upheld: "), "the likelihood meets the source's claim, as we read it."),
        line(strong("Likelihood: "), LIKELIHOOD),
        line(strong("Confidence: "), f"{CONFIDENCE} {failed}"),
    ]
    if any(years(one) for _, claim in main for one in claim.propositions):
        lines.append(line(strong("Back: "), behind.back_when))
    if behind.labels.scenario:
        lines.append(line(strong("Advice: "), f"as of {behind.start}, not for today."))
    return [text(what), *items(lines)]


def upholds(ledger: Ledger) -> str:
    """How many judgements that could be tested came out how, and what else is among the statements; empty where none could."""
    found = tally(ledger).statements
    each = {word: len(found["J"].get(word, ())) for word in ("upheld", "upheld in part", "not upheld")}
    tested = sum(each.values())
    if not tested:
        return ""
    full, part, none = each.values()
    rest = [("question", sum(map(len, found["Q"].values()))), ("figure", sum(map(len, found["F"].values()))),
            ("untested", sum(map(len, found["J"].values())) - tested)]  # fmt: skip
    others = words.listed([f"{count} {what}{'s' if count > 1 and what != 'untested' else ''}" for what, count in rest if count])
    also = f" The others: {others}." if others else ""
    return f"Of {tested} judgements tested it upholds {full}, {part} in part and {none} not.{also} "


LEAST = {word: percent(least) for least, word in SCALE}
LIKELIHOOD = (
    f"share of worlds in which something happens; “likely” from {LEAST['likely']}, “unlikely” under "
    f"{LEAST['about as likely as not']}."
)
CONFIDENCE = (
    "how far to rely on that share; low with two or more warnings: (A) too close to call, (B) rival theories disagree, "
    "(C) mostly untested assumptions, (D) no supporting event."
)


def _answer(claim: ClaimRow, behind: Behind) -> tuple[str, str, str, str]:
    """The answer with its confidence, and the sentences beside it."""
    found = reply(claim, behind)
    known = claim.tested and found.said != certainty.NOT_TESTED  # what was not tested, nobody can be confident of
    sure = certainty.with_confidence(found.said, behind.confidence(claim), behind.letters(claim)) if known else found.said
    return f"{sure}.", found.because, found.wrong, found.follows


def _title(title: str, claim: ClaimRow) -> str:
    return f"{claim.id}. {title if title.endswith(('?', '…')) else words.sentence(title)}"


def _full(title: str, claim: ClaimRow, behind: Behind, most: int) -> Section:
    """A main answer: what was said, the answer, why it may be wrong or change, and what follows."""
    said, because, wrong, follows = _answer(claim, behind)
    source = f"{behind.author(claim.source)}: {clipped(claim.statement, LONGEST)}"
    parts = [strong(f"{said} "), f"{because} "] if because else [strong(f"{said} ")]
    own = claim.heading is not None and not claim.statement.strip().endswith("?")
    blocks: list[Block] = [text(source, look="lead")] if own else []
    reasons = " ".join([*filter(None, [wrong]), *brief_doubts(claim, behind, most)][:most])
    blocks += [text(*parts), text(strong("Doubt: "), f"{reasons} ")] if reasons else [text(*parts)]
    if follows:
        blocks.append(text(strong("Advice: "), follows))
    return Section(f"answer-{claim.id}", _title(title, claim), 3, tuple(blocks))


def _brief(title: str, claim: ClaimRow, behind: Behind, numbered: bool) -> tuple[tuple[str, str], ...]:
    said, because, _, _ = _answer(claim, behind)
    why = because if numbered else next(filter(None, map(missed, claim.propositions)), "")
    return line(link(_title(title, claim), f"claim-{claim.id}"), " ", strong(said), f" {why}" if why else "")


def _dots(main: Sequence[tuple[str, ClaimRow]]) -> list[Section]:
    """The picture: tests of the main statements that a share of worlds decides, those of the first ones first."""
    tested = [(f"{claim.id}.{one.number}", one) for _, claim in main for one in claim.tested]
    rows = [(name, one) for name, one in tested if one.found.counted == "worlds"][:DOTS]
    if not rows:
        return []
    upheld = sum(one.found.upheld for _, one in rows)
    alt = f"Probabilities of {len(rows)} tests against the thresholds of their sources; {upheld} of them are upheld."
    drawn = partial(dots_chart, rows)
    return [Section("dots", "Model and source", 3, (
        Shown("dots", "", KEY, alt, drawn(PAGE), partial(drawn, NARROW), numbers(rows)),))]  # fmt: skip


def _against(ledger: Ledger, behind: Behind) -> Section:
    """What the record says against the model, and how often its verdicts changed."""
    told = misses.told(behind.tests) or [misses.headline(behind.tests)]
    changed, of = len(turned(ledger)), sum(len(claim.propositions) for claim in ledger.claims)
    if changed:
        told.append(f"Its last revision changed {words.how_many(changed)} of the statements' {of} test results.")
    learnt = behind.learnt.learnt if behind.learnt else ()
    if learnt and behind.learnt:
        whole = len(learnt) + len(behind.learnt.not_informed)
        few = sum(row.contraction >= certainty.UNLEARNT for row in learnt)
        told.append(f"The record informed {few} of its {whole:,} assumptions.")
    return Section("against", "Model and record", 3, (text(" ".join(told)),))


def _uses(main: Sequence[tuple[str, ClaimRow]], behind: Behind) -> Section:
    """What the answers are for and what not: what to watch, to ask and to commission."""
    tested = [one for _, claim in main for one in claim.tested]
    never = "predicting events, judging people or communities, choosing targets, or deciding on these pages alone."
    lines = [line(strong("Not for: "), never)]
    if any(years(one) for one in tested):
        lines.append(line(strong("Watch "), f"attacks in {behind.labels.country} over twelve months."))
    ask = _disputed(tested)
    if ask:
        lines.append(line(strong("Ask "), f"local experts whether {' and whether '.join(ask)}."))
    measured = _unmeasured([claim for _, claim in main], behind)
    if measured:
        lines.append(line(strong("Commission "), f"{words.listed(measured)}."))
    if len(lines) == 1:
        lines.append(line(strong("Ask "), "what would make each answer wrong, and who could measure it."))
    return Section("uses", "Use today", 3, tuple(items(lines)))


def _disputed(tested: Sequence[PropositionRow], most: int = 1) -> list[str]:
    """Rival theories under which most verdicts are different, in plain words."""
    found = Counter(f"{each.variant} = {each.option}" for one in tested for each in one.found.by_structure
                    if each.upheld != one.found.upheld)  # fmt: skip
    return [THEORIES[name] for name, _ in found.most_common() if name in THEORIES][:most]


COMMISSION = {
    "covert": "counts of covert members",
    "civilians_killed": "complete counts of civilian deaths",
    "grievance": "surveys of grievance",
    "appeal": "surveys of how far the group's ideas appeal",
}
"""What would inform an outcome that nobody has measured well, by the beginning of its name."""


def _unmeasured(claims: Sequence[ClaimRow], behind: Behind) -> list[str]:
    """Measurements on which the answers would rest better."""
    names = [behind.labels.current(name) for claim in claims for name in claim.outcomes]
    return [what for begin, what in COMMISSION.items() if any(name.startswith(begin) for name in names)]


def _verifying(ledger: Ledger) -> Section:
    """When thresholds were fixed, and how to make the document anew; authors, date and version stand in its head."""
    verify = (f"Thresholds were fixed on {words.day(ledger.written)}, before the first run. "
              f"“rekindle report {ledger.scenario}” makes this document anew. "
              "Cite the title and line beneath it.")  # fmt: skip
    return Section("verify", "Verify", 3, (text(verify),))


def counts(ledger: Ledger) -> str:
    """How many statements and tests came out how."""
    found = tally(ledger)
    return f"{found.statement_words()} {found.test_words()}".strip()


def chance_error(ledger: Ledger) -> str:
    """How far the number of worlds alone may put a probability off; empty where that is nothing."""
    tested = [one.found for claim in ledger.claims for one in claim.tested]
    widest = max((max(one.high - one.probability, one.probability - one.low) for one in tested), default=0.0)
    return "" if widest < 0.005 else f"The number of worlds alone puts a probability off by up to {percent(widest)}."
