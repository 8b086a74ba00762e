"""Results on disk: worlds are appended to a Zarr group as they are done, so that memory stays flat.

There are some 500 arrays, and Zarr takes milliseconds for everything that it does on disk with one of them. So the group
stands in memory; its chunks go to disk once they are full, all the rest when the group is closed.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from zarr.codecs import ZstdCodec
from zarr.storage import MemoryStore

from rekindle.ensemble import names
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.run import CHUNK, Chunk
from rekindle.model.tally import BINS, edges, tally

SAMPLE = 1000
"""Up to this many worlds keep their series by place; beyond that the first ones do, and histograms count all."""

SOURCE = "Rekindle ensemble"

COMPRESSED = ZstdCodec(level=1)
"""Results come out as small as with Zarr's own level, 3, in less than half of the time."""


class Store:
    """A Zarr group that worlds are appended to, and that is closed with the outcomes."""

    def __init__(self, path: Path, frame: Frame, worlds: int) -> None:
        """Create the group, with room for `worlds` worlds. Raises FileExistsError if something lies at `path`."""
        self.frame = frame
        self.room = worlds
        self.done = 0
        self.sampled = min(worlds, SAMPLE)
        path.mkdir(parents=True)
        self._path = path
        self._held: dict[str, Any] = {}  # files of the group that are not on disk yet, by their places there
        self._group: Any = zarr.open_group(MemoryStore(self._held), mode="w-")
        self._arrays: dict[str, Any] = {}
        self._national = list(names.national(frame))
        self._by_place = list(names.by_place())
        self._by_origin = list(names.by_origin())
        weeks, records = frame.weeks + 1, frame.records.size
        for v in self._national:
            self._make(v, (worlds, weeks), ("world", "week"))
        for v in self._by_place:
            self._make(v, (self.sampled, records, len(frame.places)), ("sampled_world", "time", "place"))
        for v in self._by_origin:
            self._make(v, (self.sampled, records, len(frame.origins)), ("sampled_world", "time", "origin"))
        self._create("parameters", (worlds, names.parameters().size), ("world", "parameter"), names.about_parameters())
        self._counts = None
        if worlds > SAMPLE:
            shape = (records, len(frame.places), BINS)
            self._counts = {v.name: np.zeros(shape, dtype=np.int32) for v in self._by_place}

    def _make(self, variable: names.Variable, shape: tuple[int, ...], dims: tuple[str, ...]) -> None:
        about = {"units": variable.unit, "long_name": variable.meaning, "source": SOURCE, "kind": variable.kind}
        self._create(variable.name, shape, dims, about)

    def _create(self, name: str, shape: tuple[int, ...], dims: tuple[str, ...], attributes: dict[str, Any]) -> None:
        self._arrays[name] = self._group.create_array(
            name, shape=shape, chunks=(min(CHUNK, shape[0]), *shape[1:]), dtype="float32", compressors=COMPRESSED,
            dimension_names=dims, attributes=attributes,
        )  # fmt: skip

    def append(self, piece: Chunk) -> None:
        """Add finished worlds after those already there. Raises ValueError for any but the next ones."""
        if piece.worlds[0] != self.done:
            raise ValueError(f"world {piece.worlds[0]} cannot be kept as world {self.done}")
        rows = slice(self.done, self.done + piece.worlds.size)
        for v in self._national:
            self._arrays[v.name][rows] = names.values(v, piece.written)
        self._arrays["parameters"][rows] = names.drawn(piece.parameters)
        kept = max(0, min(self.sampled - self.done, piece.worlds.size))
        if kept:
            sampled = slice(self.done, self.done + kept)
            for v in (*self._by_place, *self._by_origin):
                self._arrays[v.name][sampled] = names.values(v, piece.written)[:kept]
        if self._counts is not None:
            for v in self._by_place:
                values = np.ascontiguousarray(names.values(v, piece.written))
                for world in range(piece.worlds.size):
                    tally(values[world], v.unit == "1", self._counts[v.name])
        self.done = rows.stop
        self._put_down(full=self.done // CHUNK)

    def _put_down(self, full: int) -> None:
        """Move from memory to disk the chunks of the first `full` hundreds of worlds, to which nothing will be added."""
        for place in [place for place in self._held if "/c/" in place]:
            if int(place.split("/c/")[1].split("/")[0]) < full:
                self._write_file(place)

    def _write_file(self, place: str) -> None:
        file = self._path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self._held[place].to_bytes())
        del self._held[place]

    def close(self, outcomes: Mapping[str, tuple[np.ndarray, dict[str, Any]]]) -> None:
        """Cut the group to the worlds done and write coordinates, outcomes and histograms."""
        sampled = min(self.done, self.sampled)
        for array in self._arrays.values():
            rows = sampled if array.metadata.dimension_names[0] == "sampled_world" else self.done
            if rows < array.shape[0]:
                array.resize((rows, *array.shape[1:]))
        frame = self.frame
        days = (frame.dates - np.datetime64("1970-01-01", "D")).astype(np.int64)
        dated = {"units": "days since 1970-01-01", "calendar": "proleptic_gregorian"}
        self._write("world", np.arange(self.done), ("world",), {})
        self._write("sampled_world", np.arange(sampled), ("sampled_world",), {})
        self._write("week", days, ("week",), dated)
        self._write("time", days[frame.records], ("time",), dated)
        self._write("place", np.array(frame.places), ("place",), {})
        self._write("origin", np.array(frame.origins), ("origin",), {})
        self._write("parameter", names.parameters(), ("parameter",), {})
        for name, (numbers, attributes) in outcomes.items():
            dims = ("world", "place")[: numbers.ndim]
            self._write(name, numbers, dims, {"source": SOURCE, "kind": "outcome", **attributes})
        if self._counts is not None:
            for v in self._by_place:
                self._write(
                    f"histogram_{v.name}", self._counts[v.name], ("time", "place", "bin"),
                    {"units": "worlds", "long_name": f"worlds by bin of: {v.meaning}", "kind": "histogram",
                     "lower_edges": edges(v.unit).tolist()})  # fmt: skip
        with warnings.catch_warnings():
            # Zarr says that the index is no part of its specification yet; without it xarray warns whoever opens the results.
            warnings.filterwarnings("ignore", "Consolidated metadata")
            zarr.consolidate_metadata(self._group.store)
        for place in list(self._held):
            self._write_file(place)

    def _write(self, name: str, numbers: np.ndarray, dims: tuple[str, ...], attributes: dict[str, Any]) -> None:
        if numbers.dtype.kind == "U":
            array = self._group.create_array(name, shape=numbers.shape, dtype=str, dimension_names=dims)
            array[:] = numbers
            return
        self._group.create_array(name, data=numbers, compressors=COMPRESSED, dimension_names=dims, attributes=attributes)
