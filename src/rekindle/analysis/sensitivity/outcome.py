"""What moves any outcome of a scenario, or its difference between two policies, and where it crosses a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from rekindle.analysis.sensitivity.inputs import most_related
from rekindle.analysis.sensitivity.prim import candidates, halves
from rekindle.analysis.sensitivity.results import Discovery, Sensitivity, Subject, subject
from rekindle.analysis.sensitivity.samples import Sample, Studied, Tick
from rekindle.analysis.sensitivity.sobol import bundles, by_group, runs, singles, too_few

if TYPE_CHECKING:
    from rekindle.ensemble.frame import Frame

SEARCHED = 18
MORE = 1.5
"""A box has to hold the worlds in question this many times as often as all worlds, or half of what is left to certainty."""


def group_sensitivity(one: Studied, threads: int | None = None, tick: Tick = lambda done: None) -> Sensitivity:
    """Sobol indices by groups and random draws, from as many base worlds as the question has.

    Of a difference both policies are run in every swap, in the same worlds with the same random draws.
    """
    rows: list[np.ndarray] = []

    def run(change: Callable[[Frame], Frame], numbers: np.ndarray) -> np.ndarray:
        rows.append(one.values(numbers, threads, tick, change))
        return rows[-1]

    question = one.question
    found = by_group(run, bundles(question.frame()), question.seed, question.worlds)
    about = subject(one, rows[0])  # the base worlds as they are come first
    why = _nothing_differs(about) or found.why_none if found.why_none else ""
    return Sensitivity(about, "groups", found.worlds, tuple(found.rows), why)


def group_worlds(one: Studied) -> int:
    """How many worlds `group_sensitivity` runs in all."""
    return len(one.questions) * one.question.worlds * runs(list(bundles(one.question.frame())))


def single_sensitivity(found: Sample) -> Sensitivity:
    """First-order Sobol indices of a sample for single inputs, from its worlds as they are."""
    about = subject(found.studied, found.values)
    indices = tuple(singles(found.inputs, found.values))
    inputs = {each.name: each for each in found.inputs.inputs}
    return Sensitivity(
        about,
        "singles",
        int(np.isfinite(found.values).sum()),
        indices,
        _nothing_differs(about) or too_few(found.values),
        {one.name: inputs[one.name] for one in indices},
    )


def discover(found: Sample, above: float | None, below: float | None) -> Discovery:
    """Assumptions under which an outcome, or a difference, lies above (or below) a line much more often.

    Boxes are found on half of the worlds that define it and measured on the other half. A box holds up where the worlds in
    question are half again as common as among all, or where half of what is missing to certainty is made up. Where nearly all
    worlds lie on one side no box is looked for, and `why_none` says so.
    """
    about, known = subject(found.studied, found.values), np.flatnonzero(~np.isnan(found.values))
    table = found.inputs.of_worlds(known)
    past = found.values > above if above is not None else found.values < float(below or 0.0)
    beyond = past[known]
    why = _nothing_differs(about) or too_few(np.where(np.isnan(found.values), np.nan, past))
    first, second = halves(known, _rows(found))
    related = np.zeros(0, int) if why else most_related(table.of_worlds(first), beyond[first].astype(float), SEARCHED)
    searched = table.only(related)
    share = float(beyond[first].mean()) if first.size else 0.0
    wanted = min(MORE * share, (1 + share) / 2)

    def needed(inside: float) -> bool:
        return inside > wanted

    boxes = [] if why else candidates(searched, beyond, needed, first, second)
    return Discovery(
        about, above, below, int(beyond.size), int(beyond.sum()), int(found.values.size - beyond.size), wanted,
        tuple(box for box in boxes if box.holds_up(needed)), tuple(box for box in boxes if not box.holds_up(needed)),
        why, len(found.inputs.names), searched.inputs,
    )  # fmt: skip


def _nothing_differs(about: Subject) -> str:
    """Why nothing moves a difference that is none; nothing where there is one, or no baseline."""
    found = about.differences
    if found is None or not found.same_in_all:
        return ""
    return (f"under {about.policy} and {about.baseline} {about.outcome} is the same in all {found.tally.worlds:,} worlds, so "
            "no assumption moves the difference")  # fmt: skip


def _rows(found: Sample) -> int:
    """Rows after which worlds share one of the posterior; without one, never."""
    posterior = found.studied.question.posterior
    return len(posterior.table) if posterior else 2**20
