"""The command line as tests call it."""

from __future__ import annotations

import io
import sys

import pytest

from rekindle.cli.app import main


def call(monkeypatch, capfd, *words: str, typed: str = "") -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one call; a person may type an answer."""
    monkeypatch.setattr(sys, "argv", ["rekindle", *words])
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    code = 0
    try:
        main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    assert "fault of Rekindle" not in err
    return code, out, err


@pytest.fixture
def one_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw only the sheet of outcomes: pictures have tests of their own, and take most of the time of a small run."""
    from rekindle.show.figures import files, outcomes

    monkeypatch.setattr(files, "PARTS", (outcomes,))
