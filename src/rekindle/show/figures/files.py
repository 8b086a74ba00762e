"""Figures of one ensemble: a Dataset in, pictures out. Nothing is shown or written unless asked."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rekindle.record.recorded import Recorded
from rekindle.show.figures import aftermath, battle, beside, group, map, outcomes, resurgence
from rekindle.show.figures.bands import Results
from rekindle.show.figures.picture import Material, Picture
from rekindle.show.figures.style import styled

PARTS = (map, battle, group, aftermath, resurgence, outcomes)
"""Each has `pictures(material)`, in the order of the report."""
FORMATS = ("svg",)
"""What figures are written as unless more is asked for: drawing one as PNG too takes longer than all else of it."""
DOTS_PER_INCH = 200


@contextmanager
def drawing() -> Iterator[None]:
    """For as long as many figures are made, look for garbage less often.

    A figure is tens of thousands of objects that live until it is saved. Python would look through all of them again and
    again for some to throw away, which takes a third of drawing and finds nothing.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 10, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def all_figures(dataset: Any, scenario: Any, record: Sequence[Recorded] = ()) -> list[Picture]:
    """Every picture the results allow, in the order of the report; absent series leave their picture out."""
    material = Material(Results(dataset, scenario.start), scenario, list(record))
    found = [picture for part in PARTS for picture in part.pictures(material)]
    return [*found, *beside.pictures(material, [row for picture in found for row in picture.recorded])]


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
                path.write_bytes(picture.svg())
            else:
                with styled():
                    described = {"Title": picture.title, "Description": picture.sentence} if kind == "png" else None
                    picture.figure.savefig(path, dpi=DOTS_PER_INCH, metadata=described)
            written.append(path)
    captions_file = folder / "captions.txt"
    captions_file.write_text("\n".join(captions), encoding="utf-8")
    return [*written, captions_file]


__all__ = ["FORMATS", "Picture", "all_figures", "drawing", "formats", "save"]
