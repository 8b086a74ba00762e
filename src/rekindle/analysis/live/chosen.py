"""Which policy of an answer does better, by the rule of comparisons and statements, as plain data that a page puts in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.comparison.aims import Question, aims_for
from rekindle.analysis.comparison.better import RESAMPLES, Choice, choose
from rekindle.analysis.live.numbers import plain

if TYPE_CHECKING:
    from rekindle.analysis.live.worlds import LiveWorlds

EARLY, ROUGH = 64, 100
"""Below so many worlds an answer is replaced within seconds, and so few resamples say what they cannot rule out."""


def chosen(found: Sequence[LiveWorlds], question: Question) -> Choice | None:
    """The policies that are named; None for one policy, and where its worlds define nothing that decides it."""
    if len(found) < 2:
        return None
    read = {name: {one.policy: one.outcomes[name] for one in found} for name in sorted(found[0].outcomes)}
    aims, missing = aims_for(question, read, found[0].policy)
    if not aims:
        return None
    values = {one.policy: np.stack([one.outcomes[aim.name] for aim in aims]) for one in found}
    resamples = ROUGH if found[0].last - found[0].first < EARLY else RESAMPLES
    return choose(values, aims, {}, missing, bool(question.aims), resamples)


def better(found: Sequence[LiveWorlds], question: Question) -> dict[str, Any] | None:
    """The same as plain data."""
    choice = chosen(found, question)
    if choice is None:
        return None
    means = {aim: {name: plain(choice.mean(name, aim)) for name in choice.policies} for aim in choice.aims}
    aims = [{"outcome": aim.name, "level": aim.share, "means": means[aim]} for aim in choice.aims]
    return {
        "named": list(choice.named), "open": list(choice.open), "level": choice.level, "worlds": choice.worlds,
        "same_again": choice.alike, "aims": aims, "missing": list(choice.missing), "written": choice.written,
        "beaten": [_beaten(choice, name) for name in choice.policies if name not in choice.named],
    }  # fmt: skip


def _beaten(choice: Choice, name: str) -> dict[str, Any]:
    """Who does better than a policy, and by which outcomes, if it is a single one."""
    by = choice.winners(name)
    ahead = [aim.name for aim in choice.aims if choice.stand(aim, by[0], name) > 0] if len(by) == 1 else []
    return {"policy": name, "by": list(by), "in": ahead}
