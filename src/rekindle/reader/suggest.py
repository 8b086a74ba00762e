"""Suggestions for what only a person can decide: metrics, thresholds and bars, three each, and the statements most like it.

No rule maps words to outcomes well enough to decide; a list of three saves looking up, and the choice stays a person's.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rekindle.reader.claims import Claim
from rekindle.reader.hedges import FLAT, bar
from rekindle.reader.wordlists import words

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

MOST = 3
COMMON = frozenset(
    [
        "the",
        "and",
        "for",
        "that",
        "this",
        "with",
        "will",
        "would",
        "may",
        "its",
        "their",
        "has",
        "have",
        "are",
        "was",
        "were",
        "not",
        "but",
        "from",
        "more",
        "than",
        "into",
        "who",
        "what",
    ]
)


class Index:
    """Texts by name, searched by the words they share with a query, rare words counting more (TF-IDF, cosine)."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.counts = {name: Counter(tokens(text)) for name, text in texts.items()}
        self.rare = {
            word: math.log(1 + len(texts) / many)
            for word, many in Counter(w for each in self.counts.values() for w in each).items()
        }

    def nearest(self, text: str, most: int = MOST) -> list[str]:
        """The names most like a text, best first; none that shares no word."""
        asked = Counter(tokens(text))
        scores = {name: self._cosine(asked, counts) for name, counts in self.counts.items()}
        return [name for name in sorted(scores, key=lambda one: (-scores[one], one)) if scores[name] > 0][:most]

    def _cosine(self, one: Counter[str], other: Counter[str]) -> float:
        dot = sum(one[word] * other[word] * self.rare.get(word, 0.0) ** 2 for word in one if word in other)
        size = math.sqrt(sum((count * self.rare.get(word, 0.0)) ** 2 for word, count in other.items()))
        return dot / size if size else 0.0


def tokens(text: str) -> list[str]:
    """Words in small letters, their endings cut so that "fighters" and "fighter" are one."""
    found = (re.sub(r"(?:ing|ers|er|ed|es|s|ly)$", "", word) for word in re.findall(r"[a-z]{3,}", text.lower()))
    return [word for word in found if word not in COMMON and len(word) > 2]


def with_suggestions(claims: Sequence[Claim], scenario: Scenario) -> list[Claim]:
    """The claims, each with suggestions."""
    from rekindle.scenario.claims.read import examined_claims
    from rekindle.scenario.claims.vocabulary import metrics_of
    from rekindle.variables import find

    file = scenario.folder / "claims.yaml"
    ledger = examined_claims(file)[0] if file.is_file() else None
    statements = Index(
        {
            str(one.id): f"{one.statement} {' '.join(p.asks or '' for p in one.propositions)}"
            for one in (ledger.claims if ledger else ())
        }
    )
    known = metrics_of(scenario)
    meant = {name: row[0] for name in known if not re.search(r"\d{4}", name) and (row := find(name))}
    metrics = Index({name: f"{name.replace('_', ' ')} {one.label} {one.meaning}" for name, one in meant.items()})
    found = []
    for one in claims:
        like = [int(name) for name in statements.nearest(one.words)]
        near = [p for number in like for p in (ledger[number].propositions if ledger else ())]
        every = [*(str(getattr(p, "metric", "")) for p in near), *metrics.nearest(one.words, MOST)]
        found.append(replace(one, suggestions={
            "metric": [name for name in dict.fromkeys(every) if name][:MOST],
            "threshold": _thresholds(near), "bar": bars(one.hedge), "like": like,
        }))  # fmt: skip
    return found


def _thresholds(near: Sequence[Any]) -> list[str]:
    rows = [
        f"{getattr(one, 'metric', '')} {getattr(one, 'comparison', '') or getattr(one, 'direction', '')} "
        f"{one.threshold:g} {one.unit}".strip()
        for one in near
    ]
    return list(dict.fromkeys(rows))[:MOST]


def bars(step: str) -> list[str]:
    """The bar that the words of a claim give, and the steps beside it; a flat statement is taken for likely or more."""
    steps = list(words("hedges")["bars"])
    given = "likely" if step == FLAT else step
    at = steps.index(given)
    near = [given, *(steps[i] for i in (at - 1, at + 1) if 0 <= i < len(steps))]
    return [f"{key}: {value:g} ({one})" for one in near[:MOST] for key, value in bar(one).items()]
