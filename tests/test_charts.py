"""Pictures in a notebook: whole in themselves, with sentence, table and alternative text."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import date
from pathlib import Path

import pytest

import rekindle
from rekindle.errors import UsageError

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
