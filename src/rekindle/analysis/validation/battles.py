"""The other battles: small scenarios from starting figures, split in two halves before any of them ran.

One half is to diagnose with. The other is opened once, after the last change to the model; the first scores ever made of it
are kept in a file that nothing overwrites, since from then on that half is *seen*. The rules stand in docs/other-battles.md.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.outcomes.city import city_outcomes
from rekindle.errors import UsageError
from rekindle.files import read_json
from rekindle.json_text import Plain, json_text
from rekindle.record.recorded import Recorded, read_record
from rekindle.scenario.catalogue import names as packaged
from rekindle.scenario.labels import Labels

if TYPE_CHECKING:
    from rekindle.analysis.runs.run import RunSpec
    from rekindle.ensemble.posterior import Posterior
    from rekindle.scenario import Scenario

BATTLE = "battle-"
NAMES = tuple(name.removeprefix(BATTLE) for name in packaged() if name.startswith(BATTLE))
"""Keys of the battles in the list of campaign figures, with a hyphen; their scenarios are called battle-NAME."""
DIAGNOSE, OPENED, ALL = "diagnose", "opened", "all"
TO_DIAGNOSE = 3
FIRST = Path("battles") / "first.json"
"""Where the first scores of the opened half lie in the catalogue."""
WEEKS = "battle_weeks"
MEASURES = {
    WEEKS: "weeks",
    "security_forces_killed_battle": "attackers killed",
    "fighters_killed_battle": "defenders killed",
    "civilians_killed_battle": "civilians killed",
    "displaced_total": "displaced",
}
"""What is scored, by the name of the outcome, and what tables call it."""
FEWEST = 500
"""Worlds that the opening takes at least."""
WIDE = 8.0
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def halves() -> dict[str, str]:
    """The half of each battle: in the order of the SHA-256 of their names, three to diagnose with, four to be opened."""
    ordered = sorted(NAMES, key=lambda name: hashlib.sha256(name.encode("ascii")).hexdigest())
    return {name: DIAGNOSE if i < TO_DIAGNOSE else OPENED for i, name in enumerate(ordered)}


def battles_of(half: str) -> list[str]:
    """Names of the battles of a half, or of both. Raises UsageError for another word."""
    if half not in (DIAGNOSE, OPENED, ALL):
        raise UsageError(f"--half must be {DIAGNOSE}, {OPENED} or {ALL}, not {half}.")
    return [name for name, of in halves().items() if half in (of, ALL)]


@dataclass(frozen=True)
class Score(Plain):
    """One outcome of one battle: what was recorded and where our worlds lie. Infinite marks (never taken) are None.

    `inside_50` and `inside_90`: recorded range and central interval have a point in common; `whole_90`: all of the range
    lies in it. A floor ("at least so many") is inside where the interval's upper end reaches it, and then wholly so.
    """

    battle: str
    measure: str
    low: float
    high: float
    floor: bool
    marks: Sequence[float | None]
    inside_50: bool
    inside_90: bool
    whole_90: bool


def score(battle: str, row: Recorded, numbers: np.ndarray) -> Score:
    """The score of one recorded figure against the worlds' numbers, shape (W,), which may be infinite.

    The model counts in whole weeks, so recorded durations are rounded up.
    """
    low, high = row.ends
    if row.measure == WEEKS:
        low, high = math.ceil(low), math.ceil(high)
    marks = np.quantile(numbers, LEVELS, method="inverted_cdf" if np.isinf(numbers).any() else "linear")
    p05, p25, _, p75, p95 = (float(x) for x in marks)
    met = [upper >= low and (row.floor or lower <= high) for lower, upper in ((p25, p75), (p05, p95))]
    whole = met[1] if row.floor else p05 <= low and high <= p95
    shown = tuple(float(x) if np.isfinite(x) else None for x in marks)
    return Score(battle, row.measure, low, high, row.floor, shown, met[0], met[1], whole)


@dataclass(frozen=True)
class Counts(Plain):
    """How many scores there are, how many are inside at 50 and 90 % and wholly at 90 %, and how many 90 % intervals are wide.

    Wide: the upper end is more than WIDE times the lower, or infinite. Such intervals are easily right.
    """

    scores: int
    inside_50: int
    inside_90: int
    whole_90: int
    wide_90: int
    share_inside_90: float | None
    """None where there is no score."""


def shares(scores: Iterable[Score]) -> Counts:
    """Count scores."""
    found = list(scores)
    inside_50, inside_90, whole_90 = (
        sum(getattr(one, name) for one in found) for name in ("inside_50", "inside_90", "whole_90")
    )
    wide = sum(one.marks[-1] is None or one.marks[-1] > WIDE * (one.marks[0] or 0.0) for one in found)
    return Counts(len(found), inside_50, inside_90, whole_90, wide, inside_90 / len(found) if found else None)


@dataclass(frozen=True)
class Battles:
    """A run of the battles of a half: what it was made with, every score, and their counts together, by battle and by measure.

    `levels` are those of the `marks` of a score; `half_is` says whether the half was seen before, and `opened_on` the day of
    a first opening (YYYY-MM-DD).
    """

    half: str
    worlds: int
    seed: int
    worlds_from: str
    posterior: str | None
    rekindle: str
    model: str
    scenarios: Mapping[str, str]
    levels: Sequence[float]
    shares: Counts
    by_battle: Mapping[str, Counts]
    by_measure: Mapping[str, Counts]
    scores: tuple[Score, ...]
    half_is: str
    opened_on: str | None = None

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Battles:
        counts = {name: {key: Counts.from_dict(one) for key, one in row[name].items()} for name in ("by_battle", "by_measure")}
        return cls(**{**row, **counts, "shares": Counts.from_dict(row["shares"]),
                      "scores": tuple(map(Score.from_dict, row["scores"]))})  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: what `rekindle battles --json` prints and `battles.json` holds."""
        return {
            **({"opened_on": self.opened_on} if self.opened_on else {}),
            **{name: value for name, value in vars(self).items() if name != "opened_on"},
            "shares": self.shares.to_dict(), "scores": [one.to_dict() for one in self.scores],
            "by_battle": {name: one.to_dict() for name, one in self.by_battle.items()},
            "by_measure": {name: one.to_dict() for name, one in self.by_measure.items()},
        }  # fmt: skip


def first_scores() -> Battles | None:
    """The first scores ever made of the opened half; None while it is closed."""
    from rekindle.scenario.catalogue import shelf

    file = shelf() / FIRST
    return Battles.from_dict(read_json(file)) if file.exists() else None


def keep_first(found: Battles, file: Path | None = None) -> Path:
    """Write the first scores down for ever. Raises UsageError rather than write over those that are there."""
    from rekindle.scenario.catalogue import shelf

    file = file or shelf() / FIRST
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(json_text(found.to_dict()) + "\n")
    except FileExistsError:
        raise UsageError(f"{file} holds the first scores of the opened half; nothing overwrites them.") from None
    except OSError as error:
        raise UsageError(f"the first scores cannot be written to {file}: {error.strerror or error}.") from None
    return file


def check_open(half: str, opening: bool, first: Battles | None, writable: bool = True) -> None:
    """Raises UsageError where a run would look at the closed half by accident, or open it a second time."""
    if half == DIAGNOSE:
        if opening:
            raise UsageError(f"--open is for --half {OPENED}.")
        return
    if first is None and not (half == OPENED and opening):
        raise UsageError(
            f"the half {OPENED} ({', '.join(battles_of(OPENED))}) has never been run. It is opened once, after the last change "
            f"to the model: rekindle battles --half {OPENED} --open. Its first scores are then kept for ever."
        )
    if first is not None and opening:
        raise UsageError(f"the half {OPENED} was opened on {first.opened_on}; without --open it runs as seen.")
    if first is None and not writable:
        raise UsageError("the catalogue cannot be written to, so the first scores could not be kept: run from a checkout.")


def run(
    half: str = DIAGNOSE,
    worlds: int = 500,
    seed: int = 1,
    opening: bool = False,
    posterior: Posterior | None = None,
    threads: int | None = None,
    begun: Callable[[str], None] = lambda battle: None,
    tick: Callable[[int], None] = lambda done: None,
) -> Battles:
    """Run the battles of a half and score them against their records; without a posterior, worlds come from the priors.

    A posterior is a transfer here, since it was learnt on none of these battles: that is what they are there to test.
    The half that is held back runs only if its first scores are there already, or with `opening`, which makes them: then
    they are written before anybody sees them. Raises UsageError otherwise.
    """
    from rekindle.scenario import read
    from rekindle.scenario.catalogue import shelf

    names = battles_of(half)
    if threads is not None and threads < 1:
        raise UsageError(f"--threads must be at least 1, not {threads}.")
    if opening and worlds < FEWEST:
        raise UsageError(f"--open needs --worlds {FEWEST} or more, not {worlds}: there is only one first time.")
    first = first_scores()
    check_open(half, opening, first, os.access((shelf() / FIRST).parent, os.W_OK))
    scores: list[Score] = []
    digests = {}
    for name in names:
        begun(name)
        scenario = read(BATTLE + name)
        digests[name] = scenario.digest
        scores += _battle(name, scenario, worlds, seed, posterior, threads, tick)
    half_is = "first opening" if opening else "seen" if half != DIAGNOSE else "to diagnose with"
    found = _told(half, half_is, worlds, seed, posterior, scores, digests)
    if opening:
        keep_first(replace(found, opened_on=date.today().isoformat()))
    return found


def question_of(scenario: Scenario, worlds: int, seed: int, posterior: Posterior | None = None) -> RunSpec:
    """The run of one battle: what happened, to the scenario's own horizon."""
    from rekindle.analysis.runs.run import RunSpec
    from rekindle.scenario.policies.policy import asked

    return RunSpec(scenario, asked("historical", "", scenario), worlds, seed, posterior=posterior)


def _battle(
    name: str,
    scenario: Scenario,
    worlds: int,
    seed: int,
    posterior: Posterior | None,
    threads: int | None,
    tick: Callable[[int], None],
) -> list[Score]:
    """Scores of one battle. Nothing is stored: the numbers of every world are looked at and let go."""
    from rekindle.ensemble.run import chunks

    frame = question_of(scenario, worlds, seed, posterior).frame()
    parts: dict[str, list[np.ndarray]] = {}
    for piece in chunks(frame, worlds, seed, threads or os.cpu_count() or 1, tick=tick):
        for pattern, fields, numbers in city_outcomes(frame, piece.written):
            parts.setdefault(pattern.format(**fields), []).append(np.array(numbers, dtype=float))
    current = Labels(scenario).current
    outcomes = {measure: np.concatenate(parts[current(measure)]) for measure in MEASURES if current(measure) in parts}
    record = [row for row in read_record(scenario.folder / "record.csv") if row.measure in MEASURES]
    for row in record:
        if row.measure == WEEKS:  # the clock of a besieged city starts before the battle
            outcomes[WEEKS] = np.maximum(0.0, outcomes[WEEKS] - round(frame.week_of(row.start)))
    record.sort(key=lambda row: list(MEASURES).index(row.measure))
    return [score(name, row, outcomes[row.measure]) for row in record]


def _told(
    half: str, half_is: str, worlds: int, seed: int, posterior: Posterior | None, scores: list[Score], digests: dict[str, str]
) -> Battles:
    from rekindle.model.compiled import sources_digest
    from rekindle.version import VERSION

    return Battles(
        half, worlds, seed, "posterior" if posterior else "prior", posterior.digest if posterior else None, VERSION,
        sources_digest(), digests, LEVELS, shares(scores),
        by_battle={name: shares(one for one in scores if one.battle == name) for name in digests},
        by_measure={measure: shares(one for one in scores if one.measure == measure) for measure in MEASURES},
        scores=tuple(scores), half_is=half_is,
    )  # fmt: skip
