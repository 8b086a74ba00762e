"""Rekindle: what happens after an armed group that holds territory loses it?

    import rekindle
    scenario = rekindle.load("mosul-2016")
    results = rekindle.run("mosul-2016", worlds=100)      # an xarray.Dataset
    results["battle_weeks"].median()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rekindle.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    import xarray

    from rekindle.scenario import Scenario

__version__ = VERSION
__all__ = ["__version__", "load", "run"]


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
    worlds: int = 500,
    seed: int = 1,
    until: date | None = None,
    as_of: date | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
) -> xarray.Dataset:
    """Run worlds of a scenario and return outcomes and series as a Dataset (dims world, week, time, place, origin).

    `policy` is a name, a path to a file, or several joined by `+`; `experiment` a question put to the model instead;
    `variants` fixes rival mechanisms for all worlds, as in `{"raid.response": "deterrence"}`.

    With `out` the results are kept there and load lazily; without it they are loaded into memory. Attributes of the
    Dataset are the manifest. Raises the errors of `rekindle.errors`.
    """
    import json
    import tempfile
    from pathlib import Path

    from rekindle.analysis.answer import Question, answer
    from rekindle.scenario.policy import asked

    scenario = load(name, as_of)
    question = Question(scenario, asked(policy, experiment, scenario), worlds, seed, until, variants=variants or {})
    with tempfile.TemporaryDirectory(prefix="rekindle-") as temporary:
        done = answer(question, Path(out) if out else Path(temporary), threads)
        dataset = done.dataset()
        if not out:
            dataset = dataset.load()
    facts = {key: value if isinstance(value, (str, int, float)) else json.dumps(value) for key, value in done.manifest.items()}
    return dataset.assign_attrs(facts)
