"""What a ledger of verdicts comes to: the one count that the terminal, the page, its PDF and the documentation show.

A proposition that cannot come out otherwise in this model, or whose treatment was not delivered, is no test: it is named,
and counted nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rekindle.analysis.claims.results import ClaimRow, Ledger
from rekindle.scenario.labels import joined

ORDER = (
    "upheld",
    "upheld in part",
    "not upheld",
    "yes",
    "in part",
    "no",
    "answered",
    "not tested",
    "untestable",
    "not decided",
)
KINDS = {"J": "judgement", "Q": "question", "F": "figure"}


def tag(claim: ClaimRow) -> str:
    """A verdict as it is shown: of a question not whether it is upheld but whether the answer is yes."""
    word = "not tested" if claim.verdict == "untestable" else claim.verdict
    if claim.kind != "Q" or word not in ("upheld", "upheld in part", "not upheld"):
        return word
    if claim.paths or any(one.kind == "frontier" for one in claim.propositions):
        return "answered"
    return {"upheld": "yes", "upheld in part": "in part", "not upheld": "no"}[word]


@dataclass(frozen=True)
class Tally:
    """Statements by kind and verdict, and propositions by what can be counted of them ("16.3")."""

    statements: Mapping[str, Mapping[str, tuple[int, ...]]]
    tests: tuple[str, ...]
    close: tuple[str, ...]
    untested: tuple[str, ...]
    missed: tuple[str, ...]
    untestable: tuple[str, ...]
    undecided: tuple[str, ...]

    def of(self, kind: str) -> int:
        """How many statements are of a kind."""
        return sum(map(len, self.statements[kind].values()))

    def statement_words(self) -> str:
        """Statements by kind and verdict, as one sentence: "Of 2 judgements: 1 upheld and 1 not upheld; figures: 1."."""
        parts = [f"of {self._many(kind)}: {joined([f'{len(ids)} {word}' for word, ids in self.statements[kind].items()])}"
                 for kind in "JQ" if self.of(kind)]  # fmt: skip
        parts += [f"{self._many('F')}"] if self.of("F") else []
        text = "; ".join(parts)
        return f"{text[:1].upper()}{text[1:]}." if text else ""

    def test_words(self) -> str:
        """Close calls among the tests, and what is no test, as sentences."""
        if not any((self.tests, self.untested, self.missed, self.untestable)):
            return ""
        text = self.close_words()
        for names, what, one, many in (
            (self.untested, "not tested", "in this model only one result is possible",
             "in this model only one result is possible"),
            (self.missed, "not tested", "its treatment was not delivered", "their treatments were not delivered"),
            (self.untestable, "not tested", "the result is built in, or nothing in the model could decide it",
             "the results are built in, or nothing in the model could decide them"),
        ):  # fmt: skip
            if names:
                single = len(names) == 1
                start = f"Test{'' if single else 's'} {', '.join(names)} {'is' if single else 'are'}"
                text += f" {start} {what} and not counted: {one if single else many}."
        return text

    def close_words(self) -> str:
        """How many tests are too close to call, and which."""
        count = len(self.tests)
        told = f"{len(self.close)} ({', '.join(self.close)})" if self.close else "none"
        return f"Of {count} test{'s' if count != 1 else ''} {told} {'is' if len(self.close) == 1 else 'are'} too close to call."

    def _many(self, kind: str) -> str:
        count = self.of(kind)
        return f"{count} {KINDS[kind]}{'s' if count != 1 else ''}"


def tally(ledger: Ledger) -> Tally:
    """Count a ledger."""
    statements = {}
    for kind in KINDS:
        tags = [(tag(claim), claim.id) for claim in ledger.claims if claim.kind == kind]
        words = sorted({word for word, _ in tags}, key=lambda word: ORDER.index(word) if word in ORDER else len(ORDER))
        statements[kind] = {word: tuple(number for each, number in tags if each == word) for word in words}
    every = [(f"{claim.id}.{one.number}", one) for claim in ledger.claims for one in claim.propositions]
    aside = [(name, one) for name, one in every if one.untested]
    return Tally(
        statements,
        tuple(name for name, one in every if one.tested),
        tuple(name for name, one in every if one.tested and one.found.close),
        tuple(name for name, one in aside if one.untestable is None and one.found.inert),
        tuple(name for name, one in aside if one.untestable is None and not one.found.inert),
        tuple(name for name, one in aside if one.untestable is not None),
        tuple(name for name, one in every if not one.result),
    )
