"""Worlds while somebody moves a lever: what a run has to make ready stays ready from one answer to the next.

The scenario is read once, the model is compiled once, and a number is drawn again only where its prior has changed.
Worlds are those of any run of the same seed, bit for bit.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from rekindle.analysis.comparison.aims import Question, question_of
from rekindle.analysis.live.moved import Levers
from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.runs.run import RunSpec
from rekindle.ensemble import names
from rekindle.ensemble.draws import Draws
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import BLOCK, Chunk, compile_model, cut, rows_of, simulate_block, written_for
from rekindle.ensemble.worlds import begin
from rekindle.errors import Cancelled, InvalidScenario, UsageError
from rekindle.model import lanes
from rekindle.scenario.labels import Labels
from rekindle.scenario.policies.policy import HISTORICAL, read_any
from rekindle.scenario.problem import nearest

if TYPE_CHECKING:
    from rekindle.analysis.live.asking import Asking
    from rekindle.scenario.policies.policy import Policy

MOST = 10_000
"""Worlds of one answer; for more there is `run`, which keeps them on disk."""

PLACE_SERIES = ("control", "displaced", "residents", "attacks", "civilians_killed", "deaths_documented")
"""Series by place that come with worlds."""
ABROAD = {"attacks": "attacks", "deaths_documented": "deaths"}
"""Those that places outside the theatre have too, and what they are called there."""

KEPT = 32
"""So many ranges of worlds keep their draws, and so many settings of the levers their frame; the oldest give way."""
BLOCKS_A_THREAD = 4
"""Worlds that run one at a time are split so finely that no thread waits for long for another's last block."""

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class LiveWorlds:
    """Outcomes and weekly series of worlds `first` to `last` (not included) under one policy."""

    policy: str
    first: int
    last: int
    outcomes: Mapping[str, np.ndarray]
    """By name, (W,). NaN where a world does not define it, infinite where it never happened."""
    units: Mapping[str, str]
    """Of outcomes and series, by name."""
    series: Mapping[str, np.ndarray]
    """By name, (W, T)."""
    dates: np.ndarray
    """(T,) of the weekly values, the first the start of the clock."""
    about: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Of outcomes, by name: "units", "long_name", "label" and whether they are "main"."""
    places: Mapping[str, np.ndarray] = field(default_factory=dict)
    """By series, (W, R, P), in the order of the frame's places, at `records`; empty unless asked for."""
    records: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    """(R,) weeks of the values by place."""

    def quantiles(self, name: str, levels: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> np.ndarray:
        """Quantiles over the worlds of an outcome, (levels,), or of a series, (levels, T); worlds without it do not count.

        Raises KeyError for a name that is not among outcomes and series.
        """
        if name in self.series:
            return np.quantile(self.series[name], levels, axis=0)
        known = self.outcomes[name][~np.isnan(self.outcomes[name])]
        if not known.size:
            return np.full(len(levels), np.nan)
        return np.quantile(known, levels, method="inverted_cdf" if np.isinf(known).any() else "linear")


class Live:
    """A scenario that is ready to be asked; close it when done, or use it in a `with` block.

    It may be asked from several threads at once.
    """

    def __init__(self, question: RunSpec, threads: int | None = None) -> None:
        """Compile the model for a run specification, whose own policy and number of worlds count for nothing."""
        posterior = question.posterior and question.posterior.bound(question.scenario)
        self.question = question = replace(question, posterior=posterior)
        self.frame = frame = question.frame()
        """Axes and calendar of the scenario with no lever moved."""
        self.series = [variable.name for variable in names.national(frame)]
        self.threads = threads or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="live")
        self._draws: dict[tuple[int, int], Draws] = {}
        self._frames: dict[tuple, Frame] = {}
        self._policies: dict[str, Policy] = {}
        compile_model(frame, question.seed)

    def worlds(
        self,
        policies: Sequence[str | Path] = (HISTORICAL,),
        *,
        set: Mapping[str, float] | Iterable[str] = (),
        variants: Mapping[str, str] | Iterable[str] = (),
        shifts: Mapping[str, float] | Iterable[str] = (),
        worlds: int = 20,
        first: int = 0,
        series: Sequence[str] = (),
        places: bool = False,
        stop: threading.Event | None = None,
    ) -> list[LiveWorlds]:
        """Worlds `first` to `first + worlds` (not included) under each policy, in the order of `policies`.

        They are those of `run` and `compare` with the same scenario, seed, variants and numbers set by hand, bit for bit.
        `shifts` are weeks by which orders of the campaign begin later (or earlier), as the last changes of each policy.
        `series` names weekly series to be given too, of those in `self.series`; with `places` series by place come as well.
        Raises UsageError for a policy, a number, a variant, an order, a series or a count that cannot be, and Cancelled once
        `stop` is set.
        """
        levers = Levers.of(self.question, set, variants, shifts)
        return self.under(levers, policies, worlds, first, series, places, stop)

    def under(
        self, levers: Levers, policies: Sequence[str | Path], worlds: int = 20, first: int = 0,
        series: Sequence[str] = (), places: bool = False, stop: threading.Event | None = None,
    ) -> list[LiveWorlds]:  # fmt: skip
        """The same with levers that were looked at already."""
        if not 1 <= worlds <= MOST or not 0 <= first <= 2**32 - worlds:
            raise UsageError(f"worlds must be 1 to {MOST:,}, and first not below 0, not {worlds} and {first}.")
        for name in series:
            if name not in self.series:
                close = nearest(name, self.series)
                raise UsageError(f"no weekly series is called {name!r}.{f' Did you mean {close}?' if close else ''}")
        if stop is not None and stop.is_set():
            raise Cancelled("nobody waits for it any more")
        asked = [levers.moves(self.question, self.policy(each)) for each in policies]
        frames = [self.frame_of(one) for one in asked]
        every = np.arange(first, first + worlds, dtype=np.int64)
        split = max(1, min(BLOCK, -(-worlds * len(frames) // (self.threads * BLOCKS_A_THREAD))))
        block = BLOCK if lanes.usable() else split  # eight at a time take as long as one
        begun = [self._begun(frame, every, block, stop) for frame in frames]  # one is simulated while the next is drawn
        try:
            told = []  # what one policy comes to is read off while the next is simulated
            for one, frame, (piece, futures) in zip(asked, frames, begun, strict=True):
                _all_done(futures)
                told.append(_told(one.policy.name, frame, piece, series, places))
            return told
        except BaseException:
            for _, futures in begun:
                for future in futures:
                    future.cancel()
            raise

    def asking(
        self, policies: Sequence[str] = (HISTORICAL,), *, set: Mapping[str, float] | Iterable[str] = (),
        variants: Mapping[str, str] | Iterable[str] = (), shifts: Mapping[str, float] | Iterable[str] = (),
    ) -> Asking:  # fmt: skip
        """Levers to be answered by ever more worlds; see `worlds`. Policies are named, the first is the baseline."""
        from rekindle.analysis.live.asking import asking

        return asking(self, policies, Levers.of(self.question, set, variants, shifts))

    @cached_property
    def asked(self) -> Question:
        """By which outcomes the scenario calls a policy better; statements at fault ask nothing: others complain of them."""
        try:
            return question_of(self.question.scenario)
        except InvalidScenario:
            return Question(country=Labels(self.question.scenario).country_id)

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Live:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def policy(self, name: str | Path) -> Policy:
        """A policy or experiment, read once."""
        return _recent(self._policies, str(name), lambda: read_any(name, self.question.scenario))

    def _begun(self, frame: Frame, numbers: np.ndarray, block: int, stop: threading.Event | None) -> tuple[Chunk, list[Future]]:
        """Worlds drawn, and the blocks of them on their way through the threads."""
        beginnings, parameters = begin(frame, self.question.seed, numbers, self._kept(numbers))
        piece = Chunk(numbers, parameters, written_for(frame, numbers.size))

        def simulate_rows(rows: slice) -> None:
            if stop is not None and stop.is_set():
                raise Cancelled("nobody waits for it any more")
            part = cut(piece, rows)
            simulate_block(frame, rows_of(beginnings, rows), part.parameters, self.question.seed, part.worlds, part.written)

        starts = range(0, numbers.size, block)
        submitted = [self._pool.submit(simulate_rows, slice(row, min(row + block, numbers.size))) for row in starts]
        return piece, submitted

    def frame_of(self, asked: RunSpec) -> Frame:
        """What the levers make of the scenario, worked out once while they stand where they are."""
        key = (asked.scenario.name, asked.until, asked.policy.model_dump_json(), *sorted(asked.by_hand.items()),
               *sorted(asked.variants.items()))  # fmt: skip
        return _recent(self._frames, key, lambda: with_priors(asked.frame(), self.frame))

    def _kept(self, numbers: np.ndarray) -> Draws:
        """The draws of a range of worlds."""
        return _recent(self._draws, (int(numbers[0]), int(numbers[-1])), dict)


def with_priors(frame: Frame, known: Frame) -> Frame:
    """A frame that need not work out again the priors of the quantities that it shares with another."""
    before, priors = known.scenario.quantities(), known.priors
    every: dict[str, Any] = {
        path: priors[path] if before.get(path) is quantity else quantity.prior()
        for path, quantity in frame.scenario.quantities().items()
    }
    vars(frame)["priors"] = every  # where cached_property keeps it
    return frame


def _recent(kept: dict[Key, Value], key: Key, make: Callable[[], Value]) -> Value:
    """What is kept under a key, or made now; it becomes the newest, and the oldest gives way. Safe between threads."""
    value = kept.pop(key, None)
    kept[key] = value = make() if value is None else value
    for oldest in list(kept)[:-KEPT]:
        kept.pop(oldest, None)
    return value


def _all_done(futures: list[Future]) -> None:
    """Wait for all, or raise the first error, with none left waiting."""
    wait(futures, return_when=FIRST_EXCEPTION)
    for future in futures:
        future.cancel()
    wait(futures)
    for future in futures:
        if not future.cancelled():
            future.result()


def _told(policy: str, frame: Frame, piece: Chunk, series: Sequence[str], places: bool) -> LiveWorlds:
    found = {name: row for name, row in outcomes(frame, piece).items() if row[0].ndim == 1}
    units = {name: str(about["units"]) for name, (_, about) in found.items()}
    weekly = {}
    for variable in names.national(frame) if series else ():
        if variable.name in series:
            weekly[variable.name] = np.array(names.values(variable, piece.written))
            units[variable.name] = variable.unit
    first, last = int(piece.worlds[0]), int(piece.worlds[-1]) + 1
    return LiveWorlds(
        policy, first, last, {name: numbers for name, (numbers, _) in found.items()}, units, weekly, frame.dates,
        {name: about for name, (_, about) in found.items()},
        {name: _by_place(name, frame, piece) for name in PLACE_SERIES if places}, frame.records,
    )  # fmt: skip


def _by_place(name: str, frame: Frame, piece: Chunk) -> np.ndarray:
    """A series by place, (W, R, P); places abroad have series of their own, by week, of which a flow is added up."""
    numbers = np.array(piece.written.places[name])
    if name in ABROAD and frame.abroad:
        summed = np.cumsum(piece.written.abroad[ABROAD[name]], axis=1, dtype=float)[:, frame.records]
        numbers[:, :, [frame.places.index(place) for place in frame.abroad]] = np.diff(summed, axis=1, prepend=0.0)
    return numbers
