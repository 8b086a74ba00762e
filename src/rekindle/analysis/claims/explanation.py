"""A statement explained: every proposition that was decided, one of them in full, from stored worlds and some new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.analysis.claims.explain import ExplainedRow, explain, group_runs
from rekindle.analysis.claims.flips import Tables
from rekindle.analysis.claims.flips_kept import Flips, key_of, read_flips, write_flips
from rekindle.analysis.claims.store import PACKAGED, ClaimSpec, ClaimWorlds
from rekindle.analysis.claims.treatments import Treatments
from rekindle.analysis.claims.typical_worlds import ContrastingWorlds, Event, Pair, told, told_in, with_stories
from rekindle.analysis.claims.verdict import verdict
from rekindle.analysis.runs.compilation import compile_first
from rekindle.ensemble.posterior import transfer_of
from rekindle.errors import UsageError
from rekindle.progress import Progress, Task
from rekindle.scenario.claims.proposition import Claim

if TYPE_CHECKING:
    import xarray

    from rekindle.scenario import Scenario

    Story = Callable[[xarray.Dataset, Scenario], Iterable[Event]]


@dataclass(frozen=True)
class Wish:
    """What is to be explained: which proposition in full (from 1), as decided under which policy, and how.

    `worlds` are base worlds of the indices by group (0 leaves them out); `story` tells a world in dated sentences.
    """

    which: int
    policy: str
    worlds: int
    threads: int | None
    called: str
    story: Story


def decidable(claim: Claim, which: int | None) -> None:
    """Raise UsageError for a statement that decides nothing, or for a proposition that it does not have."""
    count = len(claim.propositions)
    if not count:
        raise UsageError(
            f"statement {claim.id} is a figure: there is no verdict to explain. rekindle cite says where its number comes from."
        )
    if which is not None and not 1 <= which <= count:
        has = f"{count} propositions" if count > 1 else "one proposition"
        raise UsageError(f"statement {claim.id} has {has}: --number goes from 1 to {count}, not {which}.")


@dataclass(frozen=True)
class Explanation:
    """A statement, its verdict, and why its propositions came out as they did: those that were decided.

    `transfer` names the scenarios that the posterior was learnt on where this is none of them; `figures` are files that were
    drawn, None where none were asked for.
    """

    scenario: str
    id: int
    statement: str
    verdict: str
    propositions: tuple[ExplainedRow, ...]
    transfer: tuple[str, ...] | None = None
    figures: tuple[Path, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: what `rekindle explain NAME ID --json` prints."""
        return {
            "scenario": self.scenario, "id": self.id, "statement": self.statement, "verdict": self.verdict,
            "propositions": [row.to_dict() for row in self.propositions],
            **({} if self.transfer is None else {"transfer": list(self.transfer)}),
            **({} if self.figures is None else {"figures": [str(file) for file in self.figures]}),
        }  # fmt: skip


def explained(claim: Claim, found: ClaimWorlds, asked: ClaimSpec, wish: Wish, progress: Progress) -> Explanation:
    """Every proposition of a statement, the one wished for in full. Raises UsageError where it is not decided."""
    tables = Tables(asked, found.seed)
    most = max((values.shape[0] for values in found.numbers.values()), default=0)
    decided = verdict(claim, found, tables.drawn(most), wish.policy, Treatments(asked, found, wish.policy).of)
    if decided.decided[wish.which - 1] is None:
        raise UsageError(
            f"proposition {wish.which} of statement {claim.id} is not decided under {wish.policy}: its worlds are not "
            f"stored. rekindle claims {wish.called} --policy {wish.policy} simulates them."
        )
    rows: list[ExplainedRow] = []
    flips: dict[str, Flips] = {}
    for at, one in enumerate(decided.decided):
        if one is None:
            continue
        full = at == wish.which - 1
        base = wish.worlds if full else 0
        with _task(claim, at, asked, wish.policy, base, progress) as task:
            why = explain(claim, at, one, found, asked, wish.policy, base, wish.threads, task.advance, tables)
        flips[key_of(one.proposition, str(found.about.get("sha256", "")), wish.policy)] = why.row.flips
        rows.append(replace(why.row, full=True, two_worlds=_stories(asked, why.pair, wish.story)) if full else why.row)
    _keep(found, asked, flips, progress)
    learnt_on = transfer_of(asked.posterior, asked.scenario.name).get("transfer")
    return Explanation(asked.scenario.name, claim.id, claim.statement, decided.word, tuple(rows),
                       None if learnt_on is None else tuple(learnt_on))  # fmt: skip


def _task(
    claim: Claim, at: int, asked: ClaimSpec, policy: str, worlds: int, progress: Progress
) -> AbstractContextManager[Task]:
    """The runs of the indices by group; nothing where there are none."""
    if not worlds:
        return nullcontext(Task())
    one = claim.propositions[at]
    compile_first(asked.question(told_in(one, policy)), progress)
    return progress.task(f"Worlds, statement {claim.id}.{at + 1}", group_runs(one, asked, policy, worlds))


def _stories(asked: ClaimSpec, found: Pair | None, story: Story) -> ContrastingWorlds | None:
    """The two worlds with their dated events."""
    if found is None:
        return None
    (holds, fails), scenario = told(asked, found)
    return with_stories(found, story(holds, scenario), story(fails, scenario))


def _keep(found: ClaimWorlds, asked: ClaimSpec, flips: dict[str, Flips], progress: Progress) -> None:
    """Add flips to those kept beside the worlds, for `rekindle claims` and the next call; the package is left as it is."""
    folder = Path(found.folder)
    if not found.folder or folder.resolve() == (asked.scenario.folder / PACKAGED).resolve():
        return
    try:
        write_flips(folder, {**read_flips(folder), **flips})
    except UsageError as error:
        progress.say(f"Note: {error} What turns the verdict over is looked for again next time.")
