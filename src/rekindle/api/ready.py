"""A scenario kept ready, for pages and notebooks on which somebody moves levers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle import WORLDS_FROM
from rekindle.api.checks import check_seed_and_threads, note_priors
from rekindle.api.runs import HISTORICAL, Numbers, Shifts, Variants, question, world_of
from rekindle.api.scenarios import load
from rekindle.errors import UsageError
from rekindle.progress import SILENT, Progress

if TYPE_CHECKING:
    from rekindle.analysis.live.levers import Lever
    from rekindle.analysis.live.stating import Stating
    from rekindle.analysis.live.worlds import Live
    from rekindle.api.pictured import Ready
    from rekindle.scenario import Scenario


def live(
    name: str | Path | Scenario,
    *,
    variants: Variants = None,
    seed: int = 1,
    until: date | None = None,
    as_of: date | None = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> Ready:
    """Make a scenario ready to be asked again and again: it is read, and the model compiled, before this returns.

        with rekindle.live("mosul-2016") as ready:
            as_it_was, counterinsurgency = ready.worlds(["historical", "counterinsurgency"], set={"levels.local": 0.5})
            counterinsurgency.quantiles("attacks_iraq_2018") - as_it_was.quantiles("attacks_iraq_2018")

    A notebook shows the worlds that were asked for as pictures (see `charts`). See `run` for the arguments. Raises the errors
    of `rekindle.errors`.
    """
    from rekindle.analysis.runs.compilation import compile_first
    from rekindle.api.pictured import Ready

    check_seed_and_threads(seed, threads)
    asked = question(name, variants=variants, seed=seed, until=until, as_of=as_of, worlds_from=worlds_from, transfer=transfer)
    asked.frame()  # complain before compiling
    note_priors(asked.scenario, worlds_from, progress)
    compile_first(asked, progress)
    return Ready(asked, threads)


def levers(
    name: str | Path | Scenario, outcome: str = "", *, worlds_from: str = WORLDS_FROM, transfer: bool = False
) -> list[Lever]:
    """Every number and rival theory of a scenario that can be moved, those that matter most for an outcome first.

    How much they matter is known where an opening answer is kept (`opening`); else they stand in the order of the model and of
    the scenario's file. `to_dict()` of each is plain data.
    """
    from rekindle.analysis.live.levers import levers
    from rekindle.analysis.live.opening import ranks_for
    from rekindle.ensemble.posterior import posterior_for

    scenario = load(name)
    return levers(scenario, posterior_for(scenario, worlds_from, transfer), ranks_for(scenario, outcome), outcome)


def opening(name: str | Path | Scenario) -> dict[str, Any] | None:
    """The kept answer that a page opens with: 500 worlds of what happened and of a rival policy, no lever moved.

    It is what `live(name).asking(...)` answers, to the last digit. None where none is kept, or where model, scenario, policies
    or posterior are others today than when it was made.
    """
    from rekindle.analysis.live.opening import kept

    found = kept(load(name))
    return found["answer"] if found else None


def story(
    ready: Live,
    number: int = 0,
    *,
    policy: str = HISTORICAL,
    set: Numbers = None,
    variants: Variants = None,
    shifts: Shifts = None,
) -> dict[str, Any]:
    """One world of a scenario that is ready, told as plain data: what happens in it, its places and its series by date.

    It is the world of that number in every answer with the same levers, bit for bit. Values are as in answers: a flow is of a
    week, as its mean since the date before. Raises UsageError for what cannot be.
    """
    from rekindle.analysis.live.asking import asking
    from rekindle.analysis.live.moved import Levers
    from rekindle.analysis.live.numbers import plain
    from rekindle.analysis.live.one import thinned_world
    from rekindle.show.terminal.chronicle import rows

    if not 0 <= number < 2**32:
        raise UsageError(f"a world's number is a whole number from 0 to 4294967295, not {number}.")
    asked = asking(ready, [policy], Levers.of(ready.question, set or {}, variants or {}, shifts or {}))
    found = world_of(asked.levers.moves(ready.question, ready.policy(policy)), number)
    return {
        "world": number, "policy": policy, "settings": asked.settings, "events": rows(found.told),
        **thinned_world(found.dataset, ready.frame),
        "outcomes": {name: None if x is None else plain(x) for name, x in found.outcomes.items()},
    }  # fmt: skip


def statement(
    ready: Live,
    number: int,
    *,
    policy: str = HISTORICAL,
    set: Numbers = None,
    variants: Variants = None,
    shifts: Shifts = None,
) -> Stating:
    """A statement of a scenario that is ready, to be decided by worlds simulated now under these levers.

        found = rekindle.statement(ready, 4, set={"levels.local": 0.6}).more(200).answer()
        found["verdict"], found["propositions"][0]["probability"]

    `more` adds worlds, and `answer` says what they come to so far. What compares policies does so under the levers, and what is
    said of another scenario stands as it is. Raises MissingData where the scenario has no statements, UsageError for what
    cannot be.
    """
    from rekindle.analysis.live.moved import Levers
    from rekindle.analysis.live.stating import stating

    return stating(ready, number, policy, Levers.of(ready.question, set or {}, variants or {}, shifts or {}))


def verdicts(
    name: str | Path | Scenario, *, worlds_from: str = WORLDS_FROM, transfer: bool = False, fresh: bool = False
) -> dict[str, Any]:
    """Every statement with its kept verdict as plain data, its sources and topics, and the levers that turn verdicts over.

    Each flip has a `switch`: `set` and `variant` in the middle of the assumptions under which the verdict is the other one, or
    None where a page has no lever for one of them. Worked out anew with `fresh`, which takes half a minute; else what is kept
    is given, if it is today's. Raises MissingData where no worlds of today's model are kept.
    """
    from rekindle.analysis.live.opening import STATEMENTS, kept
    from rekindle.analysis.live.stating import switches
    from rekindle.api.statements import claims

    scenario = load(name)
    known = None if fresh or worlds_from else kept(scenario, STATEMENTS)
    if known:
        return dict(known["statements"])
    found = claims(scenario, worlds_from=worlds_from, transfer=transfer)
    return switches(found, scenario)
