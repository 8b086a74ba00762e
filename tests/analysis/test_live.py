"""A scenario kept ready: its worlds are those of any run, and only what a lever moves is drawn again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import rekindle
from rekindle.analysis.live.worlds import Live, LiveWorlds
from rekindle.ensemble import draws
from rekindle.errors import Cancelled, UsageError

UNTIL = date(2016, 7, 4)
SERIES = "territory"
SETTLED = "name: settled\ntitle: Settled\nsummary: x\nsource: made up\nchanges:\n  - {quantity: levels.local, set: 1}\n"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = rekindle.new("my-city", tmp_path_factory.mktemp("home"))
    (made.parent / "policies").mkdir()
    (made.parent / "policies" / "settled.yaml").write_text(SETTLED, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def ready(city: Path) -> Iterator[Live]:
    with rekindle.live(city, seed=4, until=UNTIL, threads=2) as found:
        yield found


def assert_equal(ours: LiveWorlds, theirs: LiveWorlds) -> None:
    for mine, other in ((ours.outcomes, theirs.outcomes), (ours.series, theirs.series)):
        assert mine.keys() == other.keys()
        for name in mine:
            np.testing.assert_array_equal(mine[name], other[name], err_msg=name)


@pytest.mark.parametrize("policy", ["historical", "settled"])
def test_its_worlds_are_those_of_a_run(city: Path, ready: Live, policy: str) -> None:
    numbers = {"raid.reach": 0.3, "levels.regional": 0.25}
    run = rekindle.run(city, policy=policy, seed=4, worlds=13, until=UNTIL, set=numbers)
    for first, worlds in ((0, 13), (7, 5), (12, 1)):
        (live,) = ready.worlds([policy], set=numbers, first=first, worlds=worlds, series=[SERIES])
        assert (live.first, live.last, live.policy) == (first, first + worlds, policy)
        here = run.isel(world=slice(first, first + worlds))
        stored = {str(name) for name, one in run.data_vars.items() if one.dims == ("world",)}
        assert stored <= live.outcomes.keys() and len(stored) > 10
        for name in stored:
            np.testing.assert_array_equal(live.outcomes[name], here[name].values, err_msg=name)
        np.testing.assert_array_equal(live.series[SERIES], here[SERIES].values)
        np.testing.assert_array_equal(live.dates, here["week"].values.astype("datetime64[D]"))
        assert live.units[SERIES] == "km2"


def test_policies_are_answered_side_by_side_in_their_order(ready: Live) -> None:
    both = ready.worlds(["settled", "historical"], worlds=6)
    assert [one.policy for one in both] == ["settled", "historical"]
    for one in both:
        assert_equal(one, ready.worlds([one.policy], worlds=6)[0])
    assert any((both[0].outcomes[name] != both[1].outcomes[name]).any() for name in both[0].outcomes)


def test_what_a_lever_moves_is_changed_and_not_drawn_again(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    levels = draws.prior_levels

    def noted(name: str, seed: int, worlds: np.ndarray) -> np.ndarray:
        drawn.append(name)
        return levels(name, seed, worlds)

    monkeypatch.setattr(draws, "prior_levels", noted)
    with rekindle.live(city, until=UNTIL) as fresh:
        drawn.clear()
        fresh.worlds(worlds=4)
        assert len(drawn) > 100
        for by_hand in ({}, {"raid.reach": 0.3}, {"levels.local": 0.3}, {}):
            drawn.clear()
            fresh.worlds(set=by_hand, worlds=4)
            assert drawn == []
        drawn.clear()
        fresh.worlds(first=1, worlds=4)
        assert len(drawn) > 100  # other worlds


def test_quantiles_are_over_the_worlds_that_have_the_outcome(ready: Live) -> None:
    (live,) = ready.worlds(worlds=9, series=[SERIES])
    assert live.quantiles(SERIES).shape == (5, live.dates.size)
    np.testing.assert_array_equal(live.quantiles(SERIES, [0.5])[0], np.median(live.series[SERIES], axis=0))
    made = LiveWorlds("x", 0, 4, {"a": np.array([1.0, np.nan, np.inf, 3.0]), "b": np.full(4, np.nan)}, {}, {}, live.dates)
    assert made.quantiles("a", [0, 0.5, 1]).tolist() == [1, 3, np.inf]
    assert np.isnan(made.quantiles("b")).all()
    with pytest.raises(KeyError):
        live.quantiles("no such outcome")


def test_several_may_ask_at_once(ready: Live) -> None:
    alone = {lever: ready.worlds(["settled"], set={"raid.reach": lever}, worlds=5)[0] for lever in (0.1, 0.2, 0.3)}
    with ThreadPoolExecutor(6) as people:
        asked = [(lever, people.submit(ready.worlds, ["settled"], set={"raid.reach": lever}, worlds=5)) for lever in alone] * 4
        for lever, answer in asked:
            assert_equal(answer.result()[0], alone[lever])


def test_nobody_waits_for_what_was_cancelled(ready: Live) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        ready.worlds(worlds=50, stop=stop)
    assert ready.worlds(worlds=2)  # and the next one is answered


def test_what_cannot_be_asked_is_refused(ready: Live) -> None:
    with pytest.raises(UsageError, match="Did you mean territory"):
        ready.worlds(series=["teritory"])
    for worlds, first in ((0, 0), (10_001, 0), (1, -1), (2, 2**32 - 1)):
        with pytest.raises(UsageError, match="worlds must be"):
            ready.worlds(worlds=worlds, first=first)
    with pytest.raises(UsageError, match="raid.reach"):
        ready.worlds(set={"raid.reach": float("nan")})
    with pytest.raises(UsageError, match="no policy"):
        ready.worlds(["no-such-policy"])
