"""The answer that a page opens with, kept beside a packaged scenario: drawn at once, before the model is even loaded.

With it stand the levers that matter most for each main outcome, and statements with their verdicts as the page shows them.
Beside each stands what it was made with; where one of these is another today, it is not given.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.claims.plan import ClaimRun
from rekindle.analysis.claims.store import ABOUT, PACKAGED, ClaimSpec, readers_digest
from rekindle.analysis.claims.stored_worlds import FILE as CLAIMS
from rekindle.code_digest import code_digest
from rekindle.ensemble.posterior import posterior_for
from rekindle.files import digest, is_sealed, sealed, write_bytes
from rekindle.json_text import json_text
from rekindle.model.compiled import sources_digest
from rekindle.scenario.policies import reach
from rekindle.scenario.policies.policy import HISTORICAL
from rekindle.scenario.record_check import RECORD
from rekindle.variables import latest, outcome

if TYPE_CHECKING:
    from rekindle.analysis.live.worlds import Live
    from rekindle.analysis.sensitivity.inputs import Inputs
    from rekindle.scenario import Scenario

FOLDER = "page"
OPENING, STATEMENTS = "opening.json.gz", "statements.json.gz"
POLICIES = (HISTORICAL, "counterinsurgency")
"""What a page opens with: what happened, and the policy of the library that changes most."""
WORLDS, RANKED = 500, 2000
"""Worlds of the answer, and those that ranks of levers are reckoned from."""
LEVERS = 24
"""So many levers of each outcome are kept, the closest first."""
CHANCE = 3.0
"""A rank correlation counts beyond so many of its standard deviations under chance alone: 1 in 370 inputs gets there."""
READ_WITH = (
    "analysis/live/answer.py", "analysis/live/asking.py", "analysis/live/moved.py", "analysis/live/numbers.py",
    "analysis/live/chosen.py", "analysis/live/series.py", "analysis/live/worlds.py", "analysis/comparison/aims.py",
    "analysis/comparison/better.py", "analysis/comparison/compare.py", "analysis/statistics/intervals.py",
)  # fmt: skip
"""Files that make an answer of worlds."""


@cache
def _code() -> str:
    package = Path(str(files("rekindle")))
    return f"{sources_digest()} {readers_digest()} {code_digest((package / name for name in READ_WITH), package)}"


def made_with(scenario: Scenario) -> dict[str, str]:
    """Everything that decides the numbers of an opening answer, as verdicts have it, and what makes an answer of worlds."""
    asked = ClaimSpec(scenario, posterior=posterior_for(scenario))
    arms = {name: asked.made_with(ClaimRun(scenario.name, name, scenario.until))["digest"] for name in POLICIES}
    return {**arms, "code": _short(_code())}


def made_with_statements(scenario: Scenario) -> dict[str, str]:
    """The same of statements: their file, the record, the worlds that decide them, and the code that does."""
    package = Path(str(files("rekindle")))
    claims = code_digest((package / "analysis" / "claims").rglob("*.py"), package)
    kept = [scenario.folder / PACKAGED / name for name in (ABOUT, "flips.json")]
    read = [scenario.folder / CLAIMS, scenario.folder / RECORD, *kept]
    sums = [digest(file) for file in read if file.is_file()]
    posterior = posterior_for(scenario)
    return {"statements": _short(_code(), claims, scenario.digest, posterior.digest if posterior else "", *sums)}


def _short(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def kept(scenario: Scenario, file: str = OPENING) -> dict[str, Any] | None:
    """What is kept beside a scenario, if the same would be made today; None where nothing is, or it is torn."""
    try:
        content = (scenario.folder / FOLDER / file).read_bytes()
    except OSError:
        return None
    found = _whole(content)
    if found is None:
        return None
    today = made_with(scenario) if file == OPENING else made_with_statements(scenario)
    return found if found.get("made_with") == today else None


@lru_cache(maxsize=4)
def _whole(content: bytes) -> dict[str, Any] | None:
    """What a file holds, unless it is torn: asked for by each part of a page, and read once."""
    try:
        found = json.loads(gzip.decompress(content))
        whole = isinstance(found, dict) and is_sealed(found)
    except (OSError, ValueError, EOFError):
        return None
    return found if whole else None


def write(folder: Path, found: Mapping[str, Any], file: str = OPENING) -> Path:
    """Keep it in a folder: the same bytes whenever the same is kept."""
    text = json_text(sealed(found), indent=0).replace("\n", "")
    return write_bytes(folder / FOLDER / file, gzip.compress(text.encode(), 9, mtime=0))


def make(ready: Live) -> dict[str, Any]:
    """The opening answer of a scenario that is ready, with the ranks of its levers."""
    answer = ready.asking(POLICIES).more(WORLDS).answer() | {"kept": True}
    return {"made_with": made_with(ready.question.scenario), "answer": answer, "ranks": ranks(ready)}


def ranks(ready: Live) -> dict[str, list[str]]:
    """Levers by main outcome, those that go most closely with it by rank over worlds of what happened first."""
    from rekindle.analysis.sensitivity.inputs import inputs

    question = ready.question
    every = inputs(question.scenario, question.seed, question.posterior, RANKED)
    movable = [k for k, one in enumerate(every.inputs) if not one.name.startswith("courses.") and not reach.unmoved(one.name)]
    some = every.only(movable)
    (found,) = ready.worlds([HISTORICAL], worlds=RANKED)
    wide = {name: (~np.isnan(values)).mean() >= 0.5 for name, values in found.outcomes.items()}
    main = latest(name for name, about in found.about.items() if about["main"] and wide[name] and not outcome(name).monthly)
    return {name: _closest(some, found.outcomes[name]) for name in main}


def widely_defined(scenario: Scenario) -> set[str] | None:
    """Outcomes that most worlds of the kept opening define; None where none is kept."""
    found = kept(scenario)
    if found is None:
        return None
    rows = found["answer"]["policies"][0]["outcomes"]
    return {name for name, row in rows.items() if 2 * row["defined"] >= found["answer"]["worlds"]}


def _closest(some: Inputs, values: np.ndarray) -> list[str]:
    """Names of the inputs that go with an outcome beyond chance; worlds that do not define it do not count."""
    from rekindle.analysis.sensitivity.inputs import relation

    known = ~np.isnan(values)
    if known.sum() < RANKED // 10:
        return []
    found = relation(some.of_worlds(known), values[known])
    order = np.argsort(-found, kind="stable")[:LEVERS]
    return [some.names[k] for k in order if found[k] > CHANCE / np.sqrt(known.sum())]


def ranks_for(scenario: Scenario, name: str = "") -> dict[str, list[str]]:
    """The kept ranks of levers; an outcome of another year than the main one has the ranks of its kind."""
    from rekindle.variables.outcomes import SERIES_END

    found = kept(scenario)
    ranked: dict[str, list[str]] = dict(found["ranks"]) if found else {}
    if name and name not in ranked:
        kind = SERIES_END.sub("", name)
        alike = next((one for one in ranked if SERIES_END.sub("", one) == kind), "")
        ranked |= {name: ranked[alike]} if alike else {}
    return ranked
