"""Outlines for maps, from Natural Earth: one region in detail, and the world in rough. Borders are de facto."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DETAILED, WORLD = "basemap.json", "world.json"
Ring = tuple[tuple[float, float], ...]
"""Longitudes and latitudes of a line, or of the edge of an area."""
AREAS = ("land", "lake")


@dataclass(frozen=True)
class Outline:
    """What is drawn of a map: its kind (land, border, admin1, coast, lake, river) and its lines or edges."""

    kind: str
    rings: tuple[Ring, ...]

    @property
    def area(self) -> bool:
        """Whether it is filled."""
        return self.kind in AREAS


@cache
def _read(name: str) -> tuple[tuple[float, float, float, float] | None, tuple[Outline, ...]]:
    """The box that a file covers, if it does not cover the world, and what it holds."""
    text = files("rekindle.record").joinpath("tables", name).read_text(encoding="utf-8")
    found = json.loads(text)
    box = tuple(found["box"]) if "box" in found else None
    return box, tuple(Outline(one["properties"]["kind"], tuple(_rings(one["geometry"]))) for one in found["features"])


def _rings(geometry: dict[str, object]) -> Iterator[Ring]:
    parts = geometry["coordinates"]
    assert isinstance(parts, list)
    for part in parts:
        for ring in part if geometry["type"] == "MultiPolygon" else [part]:
            yield tuple((float(x), float(y)) for x, y in ring)


def outlines(west: float, south: float, east: float, north: float) -> list[Outline]:
    """What there is to draw of a box: in detail where the detailed region holds all of it, else the world's rough outlines."""
    box, detailed = _read(DETAILED)
    _, world = _read(WORLD)
    inside = box is not None and box[0] <= west and box[1] <= south and east <= box[2] and north <= box[3]
    chosen = [one for one in world if one.kind == "land"] + list(detailed) if inside else list(world)
    return [Outline(one.kind, tuple(ring for ring in one.rings if _meets(ring, west, south, east, north))) for one in chosen]


def _meets(ring: Ring, west: float, south: float, east: float, north: float) -> bool:
    """Whether a line's own box meets another."""
    x, y = zip(*ring, strict=True)
    return min(x) <= east and max(x) >= west and min(y) <= north and max(y) >= south
