"""For teaching: the reader says first how probable a proposition is, then sees the verdict, and both are scored (Brier).

The Brier score (Brier 1950, Monthly Weather Review 78: 1-3) of a probability is its squared distance from what happened,
1 or 0. Where the record does not say what happened, the score is the one to be expected if the model were right.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from rekindle.analysis.claims.results import ClaimRow, Ledger, PropositionRow
from rekindle.numbers import count, fixed, percent, points
from rekindle.show.terminal import words
from rekindle.show.terminal.words import wrapped

STOP = ("q", "quit")
ASK = "How probable, in per cent? "


@dataclass(frozen=True)
class RunSpec:
    """One proposition of a statement."""

    claim: ClaimRow
    row: PropositionRow


@dataclass(frozen=True)
class Scored:
    """Brier scores of the reader and of the model; against what happened, or to be expected if the model were right."""

    reader: float
    model: float
    recorded: bool


def probability_of(text: str) -> float:
    """A probability as a person writes it: 70, 70 %, 0.7. Raises ValueError that says what is wrong with it."""
    found = re.fullmatch(r"([0-9]{1,6})?(?:[.,]([0-9]{1,9}))?\s*(%|per cent|percent)?", text.strip().lower())
    if not found or (found[1] is None and found[2] is None):
        raise ValueError(f"{text.strip()[:40]!r} is no probability. Write 70, 70 % or 0.7; q stops.")
    value = float(f"{found[1] or 0}.{found[2] or 0}")
    if found[2] is not None and found[3] is None:
        if value == 1:
            raise ValueError("That may be one per cent or certainty. Write 1 % or 100 %.")
        if value < 1:
            return value
    if value > 100:
        raise ValueError(f"{text.strip()} is more than 100 per cent. Nothing is more than certain.")
    return value / 100


def score(said: float, row: PropositionRow) -> Scored:
    """Brier scores of what a reader said and of the model, for one proposition of a ledger."""
    model, held = row.found.probability, row.held
    if held is None:
        return Scored(model * (1 - said) ** 2 + (1 - model) * said**2, model * (1 - model), False)
    return Scored((said - held) ** 2, (model - held) ** 2, True)


def chosen(found: Ledger, seed: int, most: int, whole: bool = False) -> list[RunSpec]:
    """Propositions to ask about: one of each question and judgement in random order, or all of those that are given."""
    decided = [[RunSpec(claim, row) for row in claim.tested] for claim in found.claims]
    if whole:
        return [question for questions in decided for question in questions]
    noise = random.Random(seed)
    each = [noise.choice(questions) for questions in decided if questions]
    noise.shuffle(each)
    return each[:most]


def run_quiz(found: Ledger, entry: TextIO, out: TextIO, seed: int = 1, most: int = 5, whole: bool = False) -> list[Scored]:
    """Ask, show and score until the questions, the entries or the reader's patience end; what was scored.

    An interrupt ends the quiz as `q` does, with the scores so far, and is then raised again.
    """
    questions = chosen(found, seed, most, whole)
    scores: list[Scored] = []
    if not questions:
        _put(out, wrapped("There is nothing to ask: a figure has no probability, and what is not decided no answer."))
        return scores
    _put(out, wrapped(f"{len(questions)} question{'s' if len(questions) > 1 else ''} on {found.scenario}. "
                      "Say how probable you find it; then see what the model and the record say. q stops."))  # fmt: skip
    try:
        for number, question in enumerate(questions, 1):
            _put(out, ["", *_asked(number, len(questions), question)])
            said = _said(entry, out)
            if said is None:
                break
            scores.append(score(said, question.row))
            _put(out, _shown(said, question, scores[-1]))
    except KeyboardInterrupt:
        _put(out, ["", *_ending(scores)])
        raise
    _put(out, ["", *_ending(scores)])
    return scores


def _put(out: TextIO, lines: Sequence[str]) -> None:
    out.write("\n".join(lines) + "\n")
    out.flush()


def _asked(number: int, of: int, question: RunSpec) -> list[str]:
    claim, row = question.claim, question.row
    kind = words.KINDS[claim.kind]
    lines = [f"Question {number} of {of}: statement {claim.id}, a {kind} of {claim.source}, in our words"]
    lines += [*wrapped(claim.statement, 2), "", *wrapped(f"Asked: {row.asks}", 2)]
    return lines + (wrapped(f"Exactly: {row.exactly}", 2) if row.exactly != row.asks else [])


def _said(entry: TextIO, out: TextIO) -> float | None:
    """What the reader says; asked again after a wrong entry; None where the reader stops or the entries end."""
    while True:
        out.write(ASK)
        out.flush()
        text = entry.readline()
        if not entry.isatty():
            out.write(text if text.endswith("\n") else text + "\n")  # a transcript shows what was typed
        if not text or text.strip().lower() in STOP:
            return None
        try:
            return probability_of(text)
        except ValueError as wrong:
            _put(out, wrapped(str(wrong)))


def _shown(said: float, question: RunSpec, scored: Scored) -> list[str]:
    """The model's answer, the verdict, what happened, and both scores."""
    row = question.row
    lines = wrapped(f"You say {percent(said)}. The model: {words.probability(row)}.", 2)
    lines += wrapped(f"The bar is {words.bar(row)}: {words.upheld(row.found)}. It {words.counted(row.found)}.", 2)
    if row.found.close:
        lines += wrapped("A close call: the 95 % interval reaches across the threshold.", 2)
    if words.happened(row):
        lines += wrapped(f"Record: {words.happened(row)}.", 2)
    if scored.recorded:
        return lines + wrapped(f"Brier score: you {fixed(scored.reader, 3)}, the model {fixed(scored.model, 3)}.", 2)
    apart = points(abs(said - row.found.probability))
    return lines + wrapped(f"You are {apart} from the model. Brier score to be expected if the model is right: you "
                           f"{fixed(scored.reader, 3)}, the model itself {fixed(scored.model, 3)}.", 2)  # fmt: skip


def _ending(scores: Sequence[Scored]) -> list[str]:
    """The means, and what a Brier score is, in two sentences."""
    if not scores:
        return ["No question was answered."]
    text = ("A Brier score is the squared distance between a probability and what happened: 0 is perfect, 0.25 is saying "
            "half every time. ")  # fmt: skip
    parts = []
    for recorded, words_for in ((True, "against the record"), (False, "if the model is right")):
        some = [one for one in scores if one.recorded is recorded]
        if some:
            reader, model = (sum(values) / len(some) for values in ([s.reader for s in some], [s.model for s in some]))
            many = count(len(some), "questions")
            parts.append(f"{words_for} ({many}) yours is {fixed(reader, 3)} and the model's {fixed(model, 3)}")
    return wrapped(text + f"On average, {'; '.join(parts)}.")
