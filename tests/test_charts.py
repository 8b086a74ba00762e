"""Pictures in a notebook: whole in themselves, with sentence, table and alternative text."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import date
from pathlib import Path

import pytest

import rekindle
from rekindle.errors import UsageError
from rekindle.show.notebook import Charts

UNTIL = date(2017, 6, 30)


def test_a_notebook_shows_the_pictures_of_a_run() -> None:
    results = rekindle.run("mosul-2016", worlds=4, until=UNTIL)
    every = rekindle.charts(results)
    chosen = rekindle.charts(results, every.names[1])
    shown = chosen._repr_html_()
    (picture,) = chosen.pictures
    assert picture.title in repr(chosen)
    assert f'alt="{picture.alt[:20]}' in shown
    (image,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', shown)
    assert b"<svg" in b64decode(image)
    assert picture.numbers
    assert shown.count("<tr>") == 1 + len(picture.numbers.rows)
    assert "<script" not in shown
    assert "http" not in re.sub(r'base64,[^"]+', "", shown)
    with pytest.raises(UsageError, match=f"Did you mean {every.names[0]}"):
        rekindle.charts(results, every.names[0] + "s")
    with pytest.raises(UsageError, match="add scenario="):
        rekindle.charts(results.drop_attrs(deep=False))


def test_a_notebook_shows_a_comparison(tmp_path: Path) -> None:
    done = rekindle.compare_policies(
        "mosul-2016", policies=["corridor-closed"], worlds=4, until=UNTIL, out=tmp_path / "compared", page=False
    )
    shown = done._repr_html_()
    assert shown
    assert shown.count("<figure") == len(rekindle.charts(done).pictures)


def sentences(charts: Charts) -> dict[str, str]:
    return {picture.name: picture.sentence for picture in charts.pictures}


def test_a_notebook_shows_worlds_of_what_is_ready_as_it_shows_a_run() -> None:
    run = sentences(rekindle.charts(rekindle.run("mosul-2016", worlds=4, until=UNTIL)))
    with rekindle.live("mosul-2016", until=UNTIL) as ready:
        found = ready.worlds(worlds=4, series=ready.series, places=True)
        order = ready.question.scenario.campaign[0].id
        (moved,) = ready.worlds(worlds=4, set={"levels.local": 0.5}, shifts={order: 3})
    shown = sentences(rekindle.charts(found))
    assert {"map", "battle_civilians", "after_civilians"} <= set(shown)
    assert shown == {name: run[name] for name in shown}
    assert found._repr_html_().startswith('<div lang="en"><p>4 worlds under What happened.</p><figure')
    assert rekindle.charts(moved).note.endswith(f"levels.local = 0.5; {order} begins 3 weeks later.")
    assert "<figure" in moved._repr_html_()
    assert repr(moved) == "<worlds 0 to 3 under historical>"
    with pytest.raises(UsageError, match="side by side in the same worlds with the same levers"):
        rekindle.charts([found[0], moved])


def test_a_notebook_shows_what_was_asked_of_levers_as_it_shows_a_comparison(tmp_path: Path) -> None:
    policies = ["historical", "corridor-closed"]
    done = rekindle.compare_policies(
        "mosul-2016", policies=policies, worlds=6, until=UNTIL, out=tmp_path / "compared", page=False
    )
    with rekindle.live("mosul-2016", until=UNTIL) as ready:
        asked = ready.asking(policies)
        assert asked._repr_html_() is None
        with pytest.raises(UsageError, match="there is no world yet"):
            rekindle.charts(asked)
        asked.more(2).more(4)
    shown, compared = sentences(rekindle.charts(asked)), sentences(rekindle.charts(done))
    assert {"differences_civilian_1", "courses_1", "changes_1"} <= set(shown)
    assert shown == {name: compared[name] for name in shown}
    assert asked._repr_html_() == rekindle.charts(asked)._repr_html_()
    assert repr(asked) == "<6 worlds under historical, corridor-closed>"
    with pytest.raises(UsageError, match="a dict has no worlds to draw"):
        rekindle.charts(asked.answer())
