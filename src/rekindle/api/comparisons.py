"""Policies side by side: their differences as a Dataset, or a folder with figures and a page."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle import WORLDS_FROM
from rekindle.api.checks import note_priors
from rekindle.api.runs import RESULTS, Numbers, Variants, drawn_from
from rekindle.api.scenarios import load
from rekindle.languages.speech import checked
from rekindle.progress import SILENT, Progress, Task

if TYPE_CHECKING:
    import xarray

    from rekindle.analysis.comparison.compare import Comparison
    from rekindle.analysis.comparison.policies import Ran
    from rekindle.show.words.comparison import Side


@dataclass(frozen=True)
class Compared:
    """Policies compared: what was run (`ran`), the comparison (None while there is nothing to compare), all of it as JSON.

    `side` is what a page or a terminal is written from; None where there is no comparison.
    """

    ran: Ran
    comparison: Comparison | None
    record: dict[str, Any]
    side: Side | None = None

    def _repr_html_(self) -> str | None:
        """What a notebook shows: the pictures of the comparison's page."""
        from rekindle.api.notebooks import charts

        return charts(self)._repr_html_() if self.side else None


def compare(
    name: str | Path,
    *,
    policies: Sequence[str],
    baseline: str = "",
    worlds: int = 500,
    seed: int = 1,
    until: date | None = None,
    as_of: date | None = None,
    variants: Variants = None,
    set: Numbers = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    threads: int | None = None,
    out: str | Path | None = None,
) -> xarray.Dataset:
    """Run policies on the same worlds with the same random draws; their differences as a Dataset (dims policy, world).

    Policy minus baseline, which is the first policy unless named. Each outcome says in `attrs` its unit, which way is
    better and why; attributes of the Dataset are the baseline and the facts of the run. With `out` the results of each
    policy are kept there in a folder of its own, and those already there are not run again. Raises the errors of
    `rekindle.errors`, and KeyboardInterrupt if it is stopped.
    """
    from rekindle.analysis.comparison.compare import differences_of

    with tempfile.TemporaryDirectory(prefix="rekindle-") as temporary:
        done = compare_policies(
            name, policies=policies, baseline=baseline, worlds=worlds, seed=seed, until=until, as_of=as_of,
            variants=variants, set=set, worlds_from=worlds_from, transfer=transfer, threads=threads, out=out or temporary,
            page=False,
        )  # fmt: skip
        if done.comparison is None or not done.ran.complete:
            raise KeyboardInterrupt(done.ran.told() if out else "nothing was kept")
        differences = differences_of(done.comparison)
    facts = {key: x for key, x in done.record.items() if isinstance(x, (str, int, float)) and not isinstance(x, bool)}
    return differences.assign_attrs(facts)


def compare_policies(
    name: str | Path,
    *,
    policies: Sequence[str],
    baseline: str = "",
    worlds: int = 500,
    seed: int = 1,
    until: date | None = None,
    as_of: date | None = None,
    variants: Variants = None,
    set: Numbers = None,
    worlds_from: str = WORLDS_FROM,
    transfer: bool = False,
    threads: int | None = None,
    out: str | Path | None = None,
    page: bool = True,
    png: bool = False,
    lang: str = "en",
    progress: Progress = SILENT,
) -> Compared:
    """Compare policies as `compare` does, into a folder (`results/NAME-compare`), with figures and a page.

    Figures are SVG, and PNG too with `png`; `lang` writes the page in another language too ("ar":
    compare.ar.html). After an interrupt `ran.complete` is false and `ran.told()` says what was kept.
    """
    from rekindle.analysis.comparison import policies as side_by_side
    from rekindle.analysis.runs.compilation import compile_first
    from rekindle.files import alone_in
    from rekindle.scenario.catalogue import path_of
    from rekindle.scenario.record_check import record_end
    from rekindle.show.words.comparison import side_of

    checked(lang)
    scenario = load(name, as_of)
    options = drawn_from(scenario, variants, set, worlds_from, transfer)
    asked = side_by_side.questions(scenario, policies, baseline, worlds=worlds, seed=seed, until=until, **options)
    folder = Path(out) if out else RESULTS / f"{scenario.name}-compare"
    side_by_side.prepare(asked, folder, threads)  # complain before compiling
    note_priors(scenario, worlds_from, progress)
    with alone_in(folder):
        compile_first(next(iter(asked.values())), progress)
        with ExitStack() as tasks:
            running = [Task()]

            def begun(policy: str, count: int) -> None:
                running[0] = tasks.enter_context(progress.task(policy, count))

            path = path_of(name)
            ran = side_by_side.run_all(asked, folder, threads, begun, lambda done: running[0].advance(done), path)
        comparison = ran.compare(next(iter(asked)), asked)
        found = side_by_side.record(ran, comparison, record_end(scenario))
        ran = side_by_side.keep(ran, found)
        if page and comparison and ran.complete:
            from rekindle.show.figures.files import formats
            from rekindle.show.pages.comparison import write_all

            progress.say("Drawing figures and writing the page.")
            write_all(ran, comparison, asked, formats(png), lang)
    return Compared(ran, comparison, found, side_of(ran, comparison, asked) if comparison else None)
