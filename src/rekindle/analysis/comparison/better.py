"""One rule for "better", for comparisons and for statements alike.

Policies are held against each other by the means over worlds of a few named outcomes: the aims. Two policies are level in an
aim where they differ by no more than what matters. A policy beats another where it is better in some aim and worse in none.
What no policy beats is named; nothing is weighed, so several may be named.

With ties a circle can arise, in which each is level with one policy and beaten by the next. Then nobody is unbeaten, and the
policies of the circle are named together: those that are beaten only by policies which they beat, directly or by others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

RESAMPLES = 1000
FEWEST = 20
"""So few worlds of a rival theory say nothing."""
SETTLED = 0.95
"""In so many resamples a policy is not named before it is ruled out."""
SURE = 0.9
"""In at least so many resamples a policy must come out otherwise before a theory is said to turn the choice over."""


@dataclass(frozen=True)
class Aim:
    """An outcome by which policies are called better, which way, and up to which difference two are level."""

    name: str
    better: int
    share: float
    least: float
    why: str


@dataclass(frozen=True)
class Turned:
    """A rival theory under which other policies are named, in so many worlds."""

    variant: str
    option: str
    worlds: int
    named: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """Which policies are named, by which aims, and how far that holds.

    `means` (policies, aims) are over `worlds`, those that define every aim under every policy. `again` is the share of
    resamples of those worlds in which a policy is named, `alike` that in which the same ones are. `turned` are the rival
    theories under which others are named; `strict` and `lenient` name policies with half and with twice the tie.
    """

    aims: tuple[Aim, ...]
    missing: tuple[str, ...]
    written: bool
    policies: tuple[str, ...]
    worlds: int
    means: np.ndarray
    beaten: np.ndarray
    named: tuple[str, ...]
    again: Mapping[str, float]
    alike: float
    turned: tuple[Turned, ...]
    strict: tuple[str, ...]
    lenient: tuple[str, ...]

    def mean(self, policy: str, aim: Aim) -> float:
        return float(self.means[self.policies.index(policy), self.aims.index(aim)])

    @property
    def open(self) -> tuple[str, ...]:
        """Policies that are not named and that so many worlds cannot rule out either."""
        return tuple(name for name in self.policies if name not in self.named and self.again[name] >= 1 - SETTLED)

    def beaten_by(self, policy: str) -> tuple[str, ...]:
        """The policies that beat one."""
        row = self.beaten[self.policies.index(policy)]
        return tuple(other for other, beats in zip(self.policies, row, strict=True) if beats)

    def winners(self, policy: str) -> tuple[str, ...]:
        """Who beats a policy that is not named: those of them that are named, else all."""
        every = self.beaten_by(policy)
        return tuple(one for one in every if one in self.named) or every

    @property
    def level(self) -> bool:
        """Whether no two policies differ in any aim by more than counts as level."""
        pairs = [(one, other) for one in self.policies for other in self.policies if one != other]
        return all(self.stand(aim, *pair) == 0 for aim in self.aims for pair in pairs)

    def stand(self, aim: Aim, policy: str, other: str) -> int:
        """1 where a policy is better than another in an aim, -1 where it is worse, 0 where the two are level."""
        one, two = self.mean(policy, aim), self.mean(other, aim)
        if abs(one - two) <= max(aim.share * max(abs(one), abs(two)), aim.least):
            return 0
        return 1 if (one > two) == (aim.better > 0) else -1

    def row(self) -> dict[str, Any]:
        """As JSON."""
        aims = [{"outcome": one.name, "better": "less" if one.better < 0 else "more", "level_share": one.share,
                 "level_least": one.least, "why": one.why} for one in self.aims]  # fmt: skip
        policies = {name: {"means": {aim.name: self.mean(name, aim) for aim in self.aims},
                           "beaten_by": list(self.beaten_by(name)), "named_in_resamples": self.again[name]}
                    for name in self.policies}  # fmt: skip
        turned = [{"variant": one.variant, "option": one.option, "worlds": one.worlds, "named": list(one.named)}
                  for one in self.turned]  # fmt: skip
        return {"aims": aims, "missing": list(self.missing), "written": self.written, "worlds": self.worlds,
                "policies": policies, "named": list(self.named), "open": list(self.open),
                "same_in_resamples": self.alike, "turned": turned,
                "named_with_half_the_tie": list(self.strict), "named_with_twice_the_tie": list(self.lenient)}  # fmt: skip


def beaten(means: np.ndarray, ways: np.ndarray, share: Any, least: Any = 0.0) -> np.ndarray:
    """Which policies (second to last axis) others (last axis) beat, from their means (..., policies, aims).

    `ways` (aims,) is -1 where less is better and 1 where more is; `share` and `least` say up to where two are level.
    """
    ahead = ways * (means[..., None, :, :] - means[..., :, None, :])  # above zero where the other is better
    larger = np.maximum(np.abs(means)[..., None, :, :], np.abs(means)[..., :, None, :])
    apart = np.abs(ahead) > np.maximum(share * larger, least)
    return np.asarray((apart & (ahead > 0)).any(axis=-1) & ~(apart & (ahead < 0)).any(axis=-1))


def named(beaten_by: np.ndarray) -> np.ndarray:
    """Which policies are named, from which of them (rows) others (columns) beat: the unbeaten, or a circle above all others."""
    reach = beaten_by.copy()
    for k in range(len(reach)):
        reach |= reach[:, k : k + 1] & reach[k : k + 1]
    return np.asarray(~(reach & ~reach.T).any(axis=1))


def resampled(table: np.ndarray, resamples: int) -> np.ndarray:
    """Means of resamples of the worlds of a table (policies, aims, W): (resamples, policies, aims)."""
    random = np.random.default_rng(1)
    worlds = table.shape[2]
    picks = (random.integers(0, worlds, worlds) for _ in range(resamples))
    return np.stack([table @ np.bincount(picked, minlength=worlds) / worlds for picked in picks])


def choose(
    values: Mapping[str, np.ndarray], aims: Sequence[Aim], variants: Mapping[str, tuple[tuple[str, ...], np.ndarray]],
    missing: Sequence[str] = (), written: bool = False, resamples: int = RESAMPLES,
) -> Choice | None:  # fmt: skip
    """The policies that are named, from their aims in the same worlds: policy -> (aims, W).

    None where no world has all aims under all policies, or there is no aim.
    """
    policies = tuple(values)
    table = np.stack([values[name] for name in policies])
    known = np.flatnonzero(np.isfinite(table).all(axis=(0, 1)))
    if not known.size or not aims:
        return None
    table = table[:, :, known]
    rule = _Rule(policies, np.array([one.better for one in aims]), np.array([one.share for one in aims]),
                 np.array([one.least for one in aims]))  # fmt: skip
    means = table.mean(axis=2)
    best = rule.best(means)
    every = np.stack([rule.best(one) for one in resampled(table, resamples)])
    found = []
    for variant, (options, drawn) in variants.items():
        for i, option in enumerate(options):
            inside = table[:, :, drawn[known] == i]
            if inside.shape[2] >= FEWEST and not np.array_equal(theirs := rule.best(inside.mean(axis=2)), best):
                again = np.stack([rule.best(one) for one in resampled(inside, RESAMPLES // 5)]).mean(axis=0)
                if np.where(best, 1 - again, again).max() >= SURE:
                    found.append(Turned(variant, option, inside.shape[2], rule.names(theirs)))
    return Choice(
        tuple(aims), tuple(missing), written, policies, int(known.size), means, rule.beaten(means), rule.names(best),
        dict(zip(policies, map(float, every.mean(axis=0)), strict=True)), float((every == best).all(axis=1).mean()),
        tuple(found), rule.names(rule.best(means, 0.5)), rule.names(rule.best(means, 2)),
    )  # fmt: skip


@dataclass(frozen=True)
class _Rule:
    """The rule with the aims of one question."""

    policies: tuple[str, ...]
    ways: np.ndarray
    share: np.ndarray
    least: np.ndarray

    def beaten(self, means: np.ndarray, times: float = 1) -> np.ndarray:
        return beaten(means, self.ways, times * self.share, times * self.least)

    def best(self, means: np.ndarray, times: float = 1) -> np.ndarray:
        return named(self.beaten(means, times))

    def names(self, chosen: np.ndarray) -> tuple[str, ...]:
        return tuple(name for name, is_named in zip(self.policies, chosen, strict=True) if is_named)
