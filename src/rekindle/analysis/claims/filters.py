"""Statements of a ledger by verdict, by source and by words that they hold."""

from __future__ import annotations

from dataclasses import replace

from rekindle.analysis.claims.results import ClaimRow, Ledger
from rekindle.analysis.claims.tally import tag
from rekindle.errors import UsageError
from rekindle.scenario.problem import listed, nearest, short


def narrowed(found: Ledger, verdict: str = "", source: str = "", search: str = "") -> Ledger:
    """A ledger with those statements that meet every filter; an empty filter lets all through.

    A verdict is one of `verdicts`, in full; a source may be named in part. Every word of `search` has to stand somewhere in a
    statement, its note or what is asked of it. Large and small letters are alike. Raises UsageError for a verdict or a source
    that no statement has, naming the nearest.
    """
    words = search.lower().split()
    wanted = _known("--verdict", verdict, verdicts(found), "verdict") if verdict else ""
    named = _sources(found, source) if source else ()
    kept = [
        claim
        for claim in found.claims
        if (not wanted or wanted in verdicts_of(claim))
        and (not source or claim.source in named)
        and all(word in _text(claim) for word in words)
    ]
    return replace(found, claims=tuple(kept))


def verdicts_of(claim: ClaimRow) -> tuple[str, ...]:
    """The words by which a statement's verdict is asked for: as it is shown, and as JSON has it."""
    return tuple(dict.fromkeys((tag(claim), claim.verdict)))


def verdicts(found: Ledger) -> list[str]:
    """Every verdict that a ledger has, in the order of its statements."""
    return list(dict.fromkeys(word for claim in found.claims for word in verdicts_of(claim)))


def sources(found: Ledger) -> list[str]:
    """Every source of a ledger, in the order of its statements."""
    return list(dict.fromkeys(claim.source for claim in found.claims))


def _sources(found: Ledger, source: str) -> tuple[str, ...]:
    """Sources that a word names in full or in part."""
    met = tuple(one for one in sources(found) if source.lower().strip() in one.lower())
    return met or (_known("--source", source, sources(found), "source"),)


def _known(option: str, word: str, choices: list[str], what: str) -> str:
    plain = " ".join(word.lower().replace("-", " ").replace("_", " ").split()) if what == "verdict" else word.strip()
    if plain in choices:
        return plain
    near = nearest(plain, choices)
    meant = f" Did you mean {near!r}?" if near else ""
    raise UsageError(f"{option} {short(word)!r}: no statement has this {what}.{meant} There are: {listed(choices)}.")


def _text(claim: ClaimRow) -> str:
    """Everything of a statement that is searched, in small letters."""
    asked = [text for one in claim.propositions for text in (one.asks, one.exactly)]
    return " ".join(filter(None, [claim.short, claim.heading, claim.statement, claim.note, *asked])).lower()
