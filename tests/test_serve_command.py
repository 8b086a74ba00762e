"""`rekindle serve`: what is refused before anything begins. What is served is tested in `tests/web`."""

from __future__ import annotations

import pytest

import rekindle
from calling import call

SMALL = next(name for name in rekindle.names() if name.startswith("battle-"))


def test_others_are_let_in_only_by_one_who_knows(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(monkeypatch, capfd, "serve", "--host", "0.0.0.0", "--no-open")
    assert code == 2
    assert "needs --i-know: other machines can then reach the page" in err
    assert "ssh -L" in err
    code, _, err = call(monkeypatch, capfd, "serve", "--i-know", "--no-open")
    assert code == 2
    assert "--i-know does not apply without --host" in err


def test_a_name_that_is_not_there_is_said_before_anything_begins(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    code, _, err = call(monkeypatch, capfd, "serve", SMALL[:-1], "--no-open")
    assert code == 2
    assert f"Did you mean {SMALL}?" in err
