"""Pictures drawn by several processes are the same to the byte, and none is lost when a process is."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterable
from dataclasses import replace

import pytest
from matplotlib.figure import Figure

from rekindle.show.figures import drawers
from rekindle.show.figures.drawers import draw_all
from rekindle.show.figures.picture import Picture
from rekindle.show.figures.style import NARROW, WIDE

CHOSEN = ("battle_length", "battle_civilians", "group_origins", "after_resurgence", "outcomes", "group_stance")


def fresh(pictures: dict[str, Picture], names: Iterable[str] = CHOSEN) -> list[Picture]:
    return [replace(pictures[name], drawn={}) for name in names]


def die_once(width: float) -> Figure:
    """Kill whatever process draws this, unless it is the one that asked."""
    if os.getppid() == int(os.environ["ASKED_BY"]):
        os.kill(os.getpid(), signal.SIGKILL)
    return Figure(figsize=(width, 1))


def fail_elsewhere(width: float) -> Figure:
    if os.getppid() == int(os.environ["ASKED_BY"]):
        raise ValueError("not here")
    return Figure(figsize=(width, 1))


def test_every_picture_of_the_report_can_be_sent(pictures: dict[str, Picture]) -> None:
    for picture in pictures.values():
        assert len(pickle.dumps(picture.make)) < drawers.LARGEST / 10, picture.name


def test_the_bytes_are_the_same_whoever_draws(pictures: dict[str, Picture]) -> None:
    alone, together = fresh(pictures), fresh(pictures)
    draw_all(alone, processes=0)
    draw_all(together, processes=2)
    for one, other in zip(alone, together, strict=True):
        assert set(one.drawn) == {WIDE, NARROW}
        assert one.drawn == other.drawn, one.name
        assert one.svg(NARROW) is one.drawn[NARROW].image


@pytest.mark.parametrize("make", [die_once, fail_elsewhere])
def test_what_another_process_cannot_draw_is_drawn_here(pictures: dict[str, Picture], make, monkeypatch) -> None:
    monkeypatch.setenv("ASKED_BY", str(os.getpid()))
    spoilt = [Picture(f"p{i}", "t", "s", make, "a", [], "battle") for i in range(4)]
    draw_all([*spoilt, *fresh(pictures)], processes=1)
    assert all(b"<svg" in picture.drawn[width].image for picture in spoilt for width in (WIDE, NARROW))


def test_a_picture_that_cannot_be_sent_keeps_no_process_from_the_others(pictures: dict[str, Picture], monkeypatch) -> None:
    sent = []
    answer = drawers._answer

    def noted(*what):  # type: ignore[no-untyped-def]
        sent.append(what)
        return answer(*what)

    monkeypatch.setattr(drawers, "_answer", noted)
    here = Picture("p", "t", "s", lambda width: Figure(figsize=(width, 1)), "a", [], "battle")
    chosen = [replace(here, drawn={}), replace(here, drawn={}), *fresh(pictures) * 2]
    draw_all(chosen, processes=1)
    assert all(set(picture.drawn) == {WIDE, NARROW} for picture in chosen)
    assert sent


def test_without_other_processes_everything_is_drawn_here(pictures: dict[str, Picture], monkeypatch) -> None:
    monkeypatch.setattr(drawers.sys, "executable", "/no/such/python")
    chosen = fresh(pictures, CHOSEN[:1])
    draw_all(chosen, processes=1)
    assert set(chosen[0].drawn) == {WIDE, NARROW}


def test_few_pictures_are_drawn_by_this_process_alone(pictures: dict[str, Picture], monkeypatch) -> None:
    monkeypatch.setattr(drawers, "_started", lambda: pytest.fail("a process was started"))
    draw_all(fresh(pictures, CHOSEN[:2]))


def test_a_fault_of_a_picture_is_said_as_it_is(pictures: dict[str, Picture]) -> None:
    def faulty(width: float) -> Figure:
        raise RuntimeError("a fault of this picture")

    with pytest.raises(RuntimeError, match="a fault of this picture"):
        draw_all([Picture("p", "t", "s", faulty, "a", [], "battle")], processes=1)
