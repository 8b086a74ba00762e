"""Rekindle: what happens after an armed group that holds territory loses it?

import rekindle
scenario = rekindle.load("mosul-2016")
results = rekindle.run("mosul-2016", worlds=100)      # an xarray.Dataset
results["battle_weeks"].median()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rekindle.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import xarray

    from rekindle.scenario import Scenario

__version__ = VERSION
WORLDS_FROM = "posterior"
"""Where worlds are drawn from unless it is said: what the record taught, or the priors."""
__all__ = ["__version__", "claims", "compare", "load", "run"]


def load(name: str | Path, as_of: date | None = None) -> Scenario:
    """A scenario by packaged name, or by the path of its file or folder.

    With `as_of`, only what was known on that day. Raises `rekindle.errors.InvalidScenario` with every problem found.
    """
    from rekindle.scenario import read

    return read(name, as_of=as_of)


def run(
    name: str | Path,
    *,
    policy: str | Path = "historical",
    experiment: str | Path = "",
    variants: Mapping[str, str] | None = None,
    set: Mapping[str, float] | None = None,
    worlds: int = 500,
    seed: int = 1,
    until: date | None = None,
    as_of: date | None = None,
    worlds_from: str = WORLDS_FROM,
    threads: int | None = None,
    out: str | Path | None = None,
) -> xarray.Dataset:
    """Run worlds of a scenario and return outcomes and series as a Dataset (dims world, week, time, place, origin).

    `policy` is a name, a path to a file, or several joined by `+`; `experiment` a question put to the model instead;
    `variants` fixes rival mechanisms for all worlds, as in `{"raid.response": "deterrence"}`; `worlds_from` is "posterior",
    "prior", or a folder that holds a posterior. `set` sets numbers of the scenario or parameters of the model by hand in
    every world, by path or pattern, as in `{"places.east_*.defences": 0.2}`; they are set after what the policy changes.

    With `out` the results are kept there and load lazily; without it they are loaded into memory. Attributes of the
    Dataset are the manifest. Raises the errors of `rekindle.errors`.
    """
    import json
    import tempfile
    from pathlib import Path

    from rekindle.analysis.runs.run import Question, answer
    from rekindle.ensemble.posterior import posterior_of
    from rekindle.scenario.policies.by_hand import resolved
    from rekindle.scenario.policies.policy import asked

    scenario = load(name, as_of)
    question = Question(
        scenario,
        asked(policy, experiment, scenario),
        worlds,
        seed,
        until,
        variants=variants or {},
        posterior=posterior_of(worlds_from, as_of=as_of),
        by_hand=resolved(set or {}, scenario),
    )
    with tempfile.TemporaryDirectory(prefix="rekindle-") as temporary:
        done = answer(question, Path(out) if out else Path(temporary), threads)
        dataset = done.dataset()
        if not out:
            dataset = dataset.load()
    facts = {key: value if isinstance(value, (str, int, float)) else json.dumps(value) for key, value in done.manifest.items()}
    return dataset.assign_attrs(facts)


def claims(name: str | Path, *, worlds_from: str = WORLDS_FROM, out: str | Path | None = None) -> dict[str, Any]:
    """Every statement of a scenario's commentaries with its verdict, as plain data: `claims("mosul-2016")["claims"]`.

    Decided from stored worlds: those of a folder (`out`) and no others, or of `results/NAME-claims` or the package; nothing is
    simulated.
    Raises `rekindle.errors.MissingData` where none were made with today's model, scenario, policies and posterior
    (`rekindle claims NAME --fresh` makes them), and InvalidScenario with every problem of a claims file.
    """
    from pathlib import Path

    from rekindle.analysis.claims.ledger import ledger
    from rekindle.analysis.claims.plan import plan
    from rekindle.analysis.claims.store import Asked
    from rekindle.analysis.claims.stored_worlds import claims_of, kept
    from rekindle.ensemble.posterior import posterior_of

    scenario = load(name)
    every = claims_of(scenario)
    folder = Path(out) if out else Path("results") / f"{scenario.name}-claims"
    asked = Asked(scenario, posterior=posterior_of(worlds_from))
    found, asked = kept(asked, plan(every), folder, str(name), only=out is not None)
    return ledger(every, found, asked)


def compare(
    name: str | Path,
    *,
    policies: Sequence[str],
    baseline: str = "",
    worlds: int = 500,
    seed: int = 1,
    until: date | None = None,
    as_of: date | None = None,
    variants: Mapping[str, str] | None = None,
    set: Mapping[str, float] | None = None,
    worlds_from: str = WORLDS_FROM,
    threads: int | None = None,
    out: str | Path | None = None,
) -> xarray.Dataset:
    """Run policies on the same worlds with the same luck; their paired differences as a Dataset (dims policy, world).

    Policy minus baseline, which is the first policy unless named. Each outcome says in `attrs` its unit, which way is
    better and why; attributes of the Dataset are the baseline and the facts of the run. With `out` the results of each
    policy are kept there in a folder of its own, and those already there are not run again. Raises the errors of
    `rekindle.errors`, and KeyboardInterrupt if it is stopped.
    """
    import tempfile
    from pathlib import Path

    from rekindle.analysis.comparison import policies as rivals
    from rekindle.analysis.comparison.compare import differences_of
    from rekindle.ensemble.posterior import posterior_of
    from rekindle.scenario.policies.by_hand import resolved

    scenario = load(name, as_of)
    asked = rivals.questions(
        scenario,
        policies,
        baseline,
        worlds=worlds,
        seed=seed,
        until=until,
        variants=dict(variants or {}),
        posterior=posterior_of(worlds_from, as_of=as_of),
        by_hand=resolved(set or {}, scenario),
    )
    with tempfile.TemporaryDirectory(prefix="rekindle-") as temporary:
        folder = Path(out) if out else Path(temporary)
        rivals.prepare(asked, folder, threads)
        ran = rivals.run_all(asked, folder, threads, path=rivals.path_of(name))
        comparison = ran.compare(next(iter(asked)))
        if comparison is None or not ran.complete:
            raise KeyboardInterrupt(ran.told() if out else "nothing was kept")
        found = rivals.record(ran, comparison)
        if out:
            rivals.keep(ran, found)
        differences = differences_of(comparison)
    facts = {key: value for key, value in found.items() if isinstance(value, (str, int, float)) and not isinstance(value, bool)}
    return differences.assign_attrs(facts)
