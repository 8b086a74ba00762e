"""Figures of one ensemble: a Dataset in, pictures out. Nothing is shown or written unless asked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import matplotlib
from matplotlib.figure import Figure

from rekindle.record.recorded import Recorded
from rekindle.show.figures import aftermath, battle, beside, group, outcomes, resurgence
from rekindle.show.figures.bands import Results
from rekindle.show.figures.picture import Material, Picture
from rekindle.show.figures.style import styled

PARTS = (battle, group, aftermath, resurgence, outcomes)
"""Each has `pictures(material)`, in the order of the report."""
FORMATS = ("svg",)
"""What figures are written as unless more is asked for: drawing one as PNG too takes longer than all else of it."""
DOTS_PER_INCH = 200
_PATH = re.compile(r' d="([^"]*)"')
_DECIMALS = re.compile(r"(\d+\.\d)\d+")


def all_figures(dataset: Any, scenario: Any, record: Sequence[Recorded] = ()) -> list[Picture]:
    """Every picture the results allow, in the order of the report; absent series leave their picture out."""
    material = Material(Results(dataset, scenario.start), scenario, list(record))
    found = [picture for part in PARTS for picture in part.pictures(material)]
    return [*found, *beside.pictures(material, [row for picture in found for row in picture.recorded])]


_DRAWN: WeakKeyDictionary[Figure, bytes] = WeakKeyDictionary()
"""Figures that were drawn as SVG: a file and a page hold the same picture, and drawing takes most of a short run's time."""


def svg(figure: Figure, title: str = "") -> bytes:
    """A figure as SVG, the same bytes every time; it must not be changed after it was drawn once.

    Letters stay text, in a font that every machine has or has a twin of: half the size of drawn outlines, and it can be
    searched and copied.
    """
    if figure not in _DRAWN:
        _DRAWN[figure] = _drawn(figure, title)
    return _DRAWN[figure]


def _drawn(figure: Figure, title: str) -> bytes:
    buffer = io.StringIO()
    about = {"Date": None, "Creator": None} | ({"Title": title} if title else {})
    with styled(), matplotlib.rc_context({"svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata=about)
    text = _PATH.sub(lambda path: f' d="{_shortened(path[1])}"', buffer.getvalue())
    text = re.sub(r">\s+<", "><", text)
    return text.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, Arial, sans-serif").encode()


def _shortened(path: str) -> str:
    """A path's coordinates cut to a tenth of a point, which no eye or printer tells apart, on a single line."""
    return _DECIMALS.sub(r"\1", path).replace("\n", " ").strip()


def formats(png: bool) -> tuple[str, ...]:
    """What figures are written as, with or without PNG."""
    return (*FORMATS, "png") if png else FORMATS


def save(pictures: Iterable[Picture], folder: str | Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Write every picture in each of the formats into `folder`, with a text of what each one shows; returns the files."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written, captions = [], []
    for picture in pictures:
        captions.append(f"{picture.name}\n  {picture.title}\n  {picture.sentence}\n  {picture.alt}\n")
        for kind in formats:
            path = folder / f"{picture.name}.{kind}"
            if kind == "svg":
                path.write_bytes(svg(picture.figure, picture.title))
            else:
                with styled():
                    described = {"Title": picture.title, "Description": picture.sentence} if kind == "png" else None
                    picture.figure.savefig(path, dpi=DOTS_PER_INCH, metadata=described)
            written.append(path)
    captions_file = folder / "captions.txt"
    captions_file.write_text("\n".join(captions), encoding="utf-8")
    return [*written, captions_file]


__all__ = ["FORMATS", "Picture", "all_figures", "formats", "save", "svg"]
