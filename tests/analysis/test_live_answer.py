"""Levers answered by ever more worlds: the worlds of a run with the same settings, told as plain data."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rekindle
from rekindle.analysis.live.numbers import bands, plain, quantiles, rounded
from rekindle.analysis.live.worlds import Live
from rekindle.analysis.outcomes.outcomes import summarise
from rekindle.errors import Cancelled, UsageError
from rekindle.scenario.policies.policy import file_of

SHIFT = """name: moved
title: The same, with an order moved
summary: x
source: made up
delivers_nothing: it only moves an order
parts: [{part}]
changes:
  - {{orders: {order}, field: start, shift: {weeks}}}
"""
RIVALS = {"my-city": ("historical", "settled"), "mali-2013": ("historical", "counterinsurgency")}
SETTLED = "name: settled\ntitle: Settled\nsummary: x\nsource: made up\nchanges:\n  - {quantity: levels.local, set: 1}\n"


@pytest.fixture(scope="module", params=["my-city", "mali-2013"])
def name(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str | Path:
    if request.param != "my-city":
        return str(request.param)
    made = rekindle.new("my-city", tmp_path_factory.mktemp("home"))
    (made.parent / "policies").mkdir()
    (made.parent / "policies" / "settled.yaml").write_text(SETTLED, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def ready(name: str | Path) -> Iterator[Live]:
    with rekindle.live(name, seed=3, threads=2) as found:
        yield found


def settings(ready: Live) -> dict[str, Any]:
    """Every kind of lever moved."""
    order = ready.question.scenario.campaign[0].id
    return {"set": {"raid.reach": 0.31, "levels.regional": 0.25}, "variants": {"raid.response": "deterrence"},
            "shifts": {order: 5}}  # fmt: skip


def rivals(ready: Live) -> tuple[str, str]:
    return RIVALS[ready.question.scenario.name]


def test_worlds_under_all_levers_are_those_of_a_policy_file_that_says_the_same(
    name: str | Path, ready: Live, tmp_path: Path
) -> None:
    levers = settings(ready)
    (order, weeks), policy = next(iter(levers["shifts"].items())), rivals(ready)[1]
    file = tmp_path / "moved.yaml"
    scenario = ready.question.scenario
    (tmp_path / f"{policy}.yaml").write_bytes(file_of(policy, scenario).read_bytes())
    file.write_text(SHIFT.format(part=policy, order=order, weeks=weeks), encoding="utf-8")
    run = rekindle.run(name, policy=file, seed=3, worlds=9, set=levers["set"], variants=levers["variants"])
    (live,) = ready.worlds([policy], worlds=9, series=ready.series[:3], places=True, **levers)
    compared = 0
    for key, numbers in live.outcomes.items():
        if key in run:
            np.testing.assert_array_equal(numbers, run[key].values, err_msg=key)
            compared += 1
    assert compared > 10
    for key in ready.series[:3]:
        np.testing.assert_array_equal(live.series[key], run[key].values)
    control = run["control"].transpose("sampled_world", "time", "place").values
    np.testing.assert_array_equal(live.places["control"], control)
    (still,) = ready.worlds([policy], worlds=9, set=levers["set"], variants=levers["variants"])
    assert any((still.outcomes[key] != live.outcomes[key]).any() for key in live.outcomes), "the shift does something"


def test_differences_are_those_of_compare(name: str | Path, ready: Live) -> None:
    levers = settings(ready)
    differences = rekindle.compare(
        name, policies=rivals(ready), seed=3, worlds=7, set=levers["set"], variants=levers["variants"]
    )
    asked = ready.asking(rivals(ready), set=levers["set"], variants=levers["variants"]).more(7)
    told = asked.answer()["differences"][0]["outcomes"]
    assert len(told) > 10
    for key, found in told.items():
        if key not in differences:  # no world defines it
            assert found["q"] == [None] * 5 and found["same"] == 0, key
            continue
        values = differences[key].values[0]
        assert found["q"] == plain(quantiles(values[None]))[0], key
        known = max(1, int((~np.isnan(values)).sum()))
        assert found["less"] == plain((values < 0).sum() / known) and found["same"] == plain((values == 0).sum() / known)


def test_an_answer_grows_and_is_the_same_however_it_was_asked(ready: Live) -> None:
    levers = settings(ready)
    at_once = ready.asking(rivals(ready), **levers).more(11)
    by_steps = ready.asking(rivals(ready), **levers).more(4).more(7)
    assert at_once.worlds == by_steps.worlds == 11
    assert at_once.answer() == by_steps.answer()
    backwards = {key: dict(reversed(value.items())) for key, value in levers.items()}
    assert ready.asking(rivals(ready), **backwards).more(11).answer()["digest"] == at_once.answer()["digest"]
    others = [ready.asking(rivals(ready), **{**levers, key: {}}).more(11).answer()["digest"] for key in levers]
    assert len({at_once.answer()["digest"], *others}) == 4, "every lever counts"


def test_an_answer_is_plain_and_says_what_was_asked(ready: Live) -> None:
    answer = ready.asking(rivals(ready), shifts={ready.question.scenario.campaign[0].id: 0}).more(8).answer()
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert answer["settings"]["shift"] == {} and answer["settings"]["seed"] == 3 and not answer["kept"]
    assert [one["name"] for one in answer["policies"]] == list(rivals(ready))
    days = len(answer["dates"])
    assert answer["places"]["dates"] == answer["dates"] and answer["dates"] == sorted(answer["dates"])
    for one in answer["policies"]:
        assert one["series"].keys() == one["singles"].keys() and 0 <= one["typical"] < 8
        for rows in (*one["series"].values(), *one["singles"].values()):
            assert all(len(row) == days for row in rows)
    medians = [each for key in ("control", "attacks") for of in answer["places"][key].values() for each in of.values()]
    assert medians and all(len(row) == days for row in medians)
    (found, _) = ready.worlds(rivals(ready), worlds=8)
    for key, told in answer["policies"][0]["outcomes"].items():
        summary = summarise(found.outcomes[key], "x")
        never = [None if x == "never" else x for x in told["q"]]
        assert never == [None if x is None else plain(x) for x in (summary[q] for q in ("p05", "p25", "p50", "p75", "p95"))], (
            key
        )
        assert told["defined"] == summary["worlds"] and told["never"] == summary.get("never", 0)


def test_several_ask_at_once_and_get_what_one_alone_gets(ready: Live) -> None:
    def asked(reach: float) -> str:
        return str(ready.asking(rivals(ready), set={"raid.reach": reach}).more(4).more(3).answer()["digest"])

    alone = {reach: asked(reach) for reach in (0.1, 0.2, 0.3)}
    with ThreadPoolExecutor(6) as people:
        together = [(reach, people.submit(asked, reach)) for reach in alone] * 2
        for reach, one in together:
            assert one.result() == alone[reach]


def test_what_was_cancelled_keeps_the_worlds_it_had(ready: Live) -> None:
    asked = ready.asking(rivals(ready)).more(3)
    before, stop = asked.answer(), threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        asked.more(40, stop)
    assert asked.worlds == 3 and asked.answer() == before


def test_what_cannot_be_asked_is_refused_with_the_nearest(ready: Live) -> None:
    order = ready.question.scenario.campaign[0].id
    for levers, says in (
        ({"set": {"raid.reech": 1}}, "raid.reach"),
        ({"variants": {"raid.respons": "none"}}, "raid.response"),
        ({"variants": {"raid.response": "deterence"}}, "deterrence"),
        ({"shifts": {f"{order}x": 1}}, f"Did you mean {order}"),
        ({"shifts": {order: 99_999}}, "shifts by"),
        ({"shifts": {order: float("nan")}}, "cannot be moved"),
        ({"shifts": ["sideways"]}, "no order with a number of weeks"),
    ):
        with pytest.raises(UsageError, match=says):
            ready.asking(["historical"], **levers)
    for policies, says in (
        (["histrical"], "Did you mean historical"), ([], "one to 4"), (["a", "b", "c", "d", "e"], "one to 4"),
        (["../secret.yaml"], "no name of a policy"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=says):
            ready.asking(policies)
    with pytest.raises(UsageError, match="no world yet"):
        ready.asking(["historical"]).answer()


def test_a_world_is_told_as_it_is_in_the_answer(name: str | Path, ready: Live) -> None:
    levers = settings(ready)
    policy = rivals(ready)[1]
    story = rekindle.story(ready, 4, policy=policy, **levers)
    assert json.loads(json.dumps(story, allow_nan=False)) == story
    answer = ready.asking([policy], **levers).more(5).answer()
    assert story["settings"] == answer["settings"] and story["dates"] == answer["dates"]
    for key, row in story["series"].items():
        assert row == answer["policies"][0]["singles"][key][4], key
    assert story["events"] == sorted(story["events"], key=lambda one: one["date"])
    for event in story["events"]:
        assert not event["template"] or event["text"] == event["template"].format(**event["fields"])
    alone = rekindle.world(name, 4, policy=policy, seed=3, **levers)
    assert {key: None if x is None else plain(x) for key, x in alone.outcomes.items()} == story["outcomes"]
    with pytest.raises(UsageError, match="whole number"):
        rekindle.story(ready, -1)


def test_numbers_are_told_to_four_digits() -> None:
    numbers = [1234567.0, 0.000123456, -98.7654, 0.0, 12.0, float("nan"), float("inf"), float("-inf")]
    assert plain(numbers) == [1235000, 0.0001235, -98.77, 0, 12, None, "never", "-never"]
    assert plain(np.float64(2.5)) == 2.5 and plain([[1.0], [0.5]]) == [[1], [0.5]]
    assert (rounded([1e300, 1e-300]) == [1e300, 0]).all()


def test_quantiles_are_those_of_summaries() -> None:
    random = np.random.default_rng(1).normal(size=(6, 23))
    random[1, :5], random[2, :9], random[3, 3], random[3, 4], random[4] = np.nan, np.inf, np.inf, np.nan, np.nan
    random[5, 1:] = np.nan
    for row, found in zip(random, quantiles(random), strict=True):
        summary = summarise(row, "x")
        for told, mine in zip((summary[q] for q in ("p05", "p25", "p50", "p75", "p95")), found, strict=True):
            assert (told is None and not np.isfinite(mine)) or mine == pytest.approx(told)
    np.testing.assert_allclose(bands(random[:1])[0], np.quantile(random[0], [0.05, 0.25, 0.5, 0.75, 0.95]))
