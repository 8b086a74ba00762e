"""Results on disk: worlds are appended to a Zarr group as they are done, so that memory stays flat.

There are some 500 arrays, and Zarr takes milliseconds for everything that it does on disk with one of them. So the group
stands in memory; its chunks go to disk once they are full, all the rest when the group is closed.

Runs of more than `LARGE` worlds are laid out so that neither bytes nor files nor memory grow with every hundred worlds: weekly
series are kept of the sample alone, and numbers a world stand in Zarr shards of `FILE` worlds.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import zarr
from zarr.codecs import ZstdCodec
from zarr.storage import MemoryStore

from rekindle.ensemble import names
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.histograms import Histograms
from rekindle.ensemble.run import Chunk
from rekindle.model.series import Written

ROWS = 500
"""Worlds, one a row, in a chunk of a series: Zarr takes as long to write one of a hundred as one of five hundred worlds."""
SAMPLE = 1000
"""Up to this many worlds keep their series by place; beyond that the first ones do, and histograms count all."""
LARGE = 20_000
"""Up to this many worlds keep their weekly series; beyond that the first `SAMPLE` do, and histograms count all."""
FILE, INNER = 50_000, 10_000
"""Worlds in a file of numbers a world of a large run, and worlds that are read from it at once."""

SOURCE = "Rekindle ensemble"

COMPRESSED = ZstdCodec(level=1)
"""Results come out as small as with Zarr's own level, 3, in less than half of the time."""
Outcome = tuple[np.ndarray, dict[str, Any]]


class Extent(NamedTuple):
    """Of how many worlds series are kept, the first ones of a run: weekly ones, and those by place and origin."""

    worlds: int
    weekly: int
    sampled: int

    def histograms(self, frame: Frame) -> Histograms:
        """Histograms of what is not kept of all worlds, with nothing counted yet."""
        return Histograms(frame, places=self.sampled < self.worlds, weeks=self.weekly < self.worlds)


def extent(worlds: int) -> Extent:
    """What is kept of a run of so many worlds."""
    sampled = min(worlds, SAMPLE)
    return Extent(worlds, worlds if worlds <= LARGE else sampled, sampled)


@dataclass
class Rows:
    """What is kept of some worlds that follow each other from world `first`: W of them.

    Parameters as drawn, (W, parameters), single precision; outcomes, (W,) or (W, places) each; series of as many of them as
    are kept.
    """

    first: int
    parameters: np.ndarray
    outcomes: dict[str, Outcome]
    written: Written

    @property
    def worlds(self) -> int:
        return len(self.parameters)


def rows_of(piece: Chunk, outcomes: dict[str, Outcome]) -> Rows:
    """Finished worlds and what was read off them."""
    return Rows(int(piece.worlds[0]), names.drawn(piece.parameters), outcomes, piece.written)


class Store:
    """A Zarr group that worlds are appended to, and that is closed when all are there."""

    def __init__(self, path: Path, frame: Frame, worlds: int) -> None:
        """Create the group, with room for `worlds` worlds. Raises FileExistsError if something lies at `path`."""
        self.frame = frame
        self.room = worlds
        self.done = 0
        self.extent = extent(worlds)
        self.histograms = self.extent.histograms(frame)
        path.mkdir(parents=True)
        self._path = path
        self._held: dict[str, Any] = {}  # files of the group that are not on disk yet, by their places there
        self._group: Any = zarr.open_group(MemoryStore(self._held), mode="w-")
        self._arrays: dict[str, Any] = {}
        self._rows_in_file: dict[str, int] = {}
        self._large = self.extent.weekly < worlds
        self._national = list(names.national(frame))
        self._by_place = list(names.by_place())
        self._by_origin = list(names.by_origin())
        weeks, records = frame.weeks + 1, frame.records.size
        of_weeks = "sampled_world" if self._large else "world"
        for v in self._national:
            self._make(v, (self.extent.weekly, weeks), (of_weeks, "week"))
        for v in self._by_place:
            self._make(v, (self.extent.sampled, records, len(frame.places)), ("sampled_world", "time", "place"))
        for v in self._by_origin:
            self._make(v, (self.extent.sampled, records, len(frame.origins)), ("sampled_world", "time", "origin"))
        if not self._large:
            self._create("parameters", (worlds, names.parameters().size), ("world", "parameter"), names.about_parameters())
        self._latest: list[Rows] = []  # the latest worlds, which fill no chunk yet
        self._written = 0
        self._outcomes: dict[str, list[np.ndarray]] = {}
        self._about: dict[str, dict[str, Any]] = {}
        self._waiting: dict[str, np.ndarray] = {}  # of a large run: numbers a world that fill no file yet
        self._defined: set[str] = set()

    def _make(self, variable: names.Variable, shape: tuple[int, ...], dims: tuple[str, ...]) -> None:
        about = {"units": variable.unit, "long_name": variable.meaning, "source": SOURCE, "kind": variable.kind}
        self._create(variable.name, shape, dims, about)

    def _create(self, name: str, shape: tuple[int, ...], dims: tuple[str, ...], attributes: dict[str, Any]) -> None:
        rows = min(ROWS, shape[0])
        self._rows_in_file[name] = -(-shape[0] // rows) * rows if self._large else rows
        shards = {"shards": (self._rows_in_file[name], *shape[1:])} if self._large else {}
        self._arrays[name] = self._group.create_array(
            name, shape=shape, chunks=(rows, *shape[1:]), dtype="float32", compressors=COMPRESSED,
            dimension_names=dims, attributes=attributes, **shards,
        )  # fmt: skip

    def append(self, piece: Chunk, outcomes: dict[str, Outcome] | None = None) -> None:
        """Add finished worlds after those already there, and count them. Raises ValueError for any but the next ones."""
        self._take(rows_of(piece, outcomes or {}))
        self.histograms.count(piece.written)
        self._put_down()

    def add(self, rows: Rows) -> None:
        """Add worlds after those already there, which somebody else counts. Raises ValueError for any but the next ones."""
        self._take(rows)
        self._put_down()

    def _take(self, rows: Rows) -> None:
        if rows.first != self.done:
            raise ValueError(f"world {rows.first} cannot be kept as world {self.done}")
        if self.done < self.extent.weekly:  # beyond, no series is kept
            self._latest.append(rows)
        for name, (_, about) in rows.outcomes.items():
            self._about[name] = about
        if self._large:
            self._wait(rows)
        else:
            for name, (numbers, _) in rows.outcomes.items():
                self._outcomes.setdefault(name, []).append(numbers)
        self.done += rows.worlds
        if self._latest and self.done // ROWS > self._written // ROWS:
            self._write_latest()

    def _write_latest(self) -> None:
        """Write what is kept of the latest worlds."""
        first, pieces = self._written, [rows.written for rows in self._latest]
        kinds = ((self._national, self.extent.weekly), ([*self._by_place, *self._by_origin], self.extent.sampled))
        for variables, of in kinds:
            kept = max(0, min(of, self.done) - first)
            for v in variables if kept else ():
                self._arrays[v.name][first : first + kept] = np.concatenate([names.values(v, one) for one in pieces])[:kept]
        if not self._large:
            self._arrays["parameters"][first : self.done] = np.concatenate([rows.parameters for rows in self._latest])
        self._latest, self._written = [], self.done

    def _wait(self, rows: Rows) -> None:
        """Put numbers a world where they wait for their file to be full; a full one is written."""
        numbers = {"parameters": rows.parameters} | {name: found for name, (found, _) in rows.outcomes.items()}
        self._defined |= {name for name, found in numbers.items() if not np.isnan(found).all()}
        taken = 0
        while taken < rows.worlds:
            there = (self.done + taken) % FILE
            count = min(FILE - there, rows.worlds - taken)
            for name, found in numbers.items():
                if name not in self._waiting:
                    self._waiting[name] = np.empty((min(FILE, self.room), *found.shape[1:]), found.dtype)
                self._waiting[name][there : there + count] = found[taken : taken + count]
            taken += count
            if there + count == FILE:
                self._write_waiting(self.done + taken)

    def _write_waiting(self, done: int) -> None:
        """Write what waits of the worlds up to `done`, and let its files go to disk."""
        first = (done - 1) // FILE * FILE
        for name, waiting in self._waiting.items():
            if name not in self._arrays:
                self._create_long(name, (self.room, *waiting.shape[1:]), waiting.dtype)
            self._arrays[name][first:done] = waiting[: done - first]
            for place in [place for place in self._held if place.startswith(f"{name}/c/")]:
                self._write_file(place)

    def _create_long(self, name: str, shape: tuple[int, ...], dtype: np.dtype) -> None:
        """Make the array of a number a world of a large run."""
        plain = name == "parameters"
        attributes = names.about_parameters() if plain else {"source": SOURCE, "kind": "outcome", **self._about[name]}
        dims = ("world", "parameter" if plain else "place")[: len(shape)]
        self._arrays[name] = self._group.create_array(
            name, shape=shape, chunks=(INNER, *shape[1:]), shards=(-(-FILE // INNER) * INNER, *shape[1:]), dtype=dtype,
            compressors=COMPRESSED, dimension_names=dims, attributes=attributes,
        )  # fmt: skip

    def _put_down(self) -> None:
        """Move from memory to disk the chunks to which nothing will be added."""
        for place in [place for place in self._held if "/c/" in place]:
            name, _, chunk = place.partition("/c/")
            if (int(chunk.split("/")[0]) + 1) * self._rows_in_file[name] <= self._written:
                self._write_file(place)

    def _write_file(self, place: str) -> None:
        file = self._path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self._held[place].to_bytes())
        del self._held[place]

    def close(self) -> None:
        """Cut the group to the worlds done and write coordinates, outcomes that some world defines, and histograms."""
        if self._latest:
            self._write_latest()
        if self._waiting and self.done % FILE:
            self._write_waiting(self.done)
        self._waiting = {}
        for name in [name for name in self._about if self._large and name not in self._defined]:
            del self._group[name], self._arrays[name], self._about[name]
            shutil.rmtree(self._path / name, ignore_errors=True)
        sampled = min(self.done, self.extent.sampled)
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
        for name, pieces in list(self._outcomes.items()):
            numbers = np.concatenate(pieces)[: self.done]
            if np.isnan(numbers).all():
                del self._outcomes[name]
                continue
            self._outcomes[name] = [numbers]
            dims = ("world", "place")[: numbers.ndim]
            self._write(name, numbers, dims, {"source": SOURCE, "kind": "outcome", **self._about[name]})
        for name, counts, dims, about in self.histograms.variables():
            self._write(name, counts, dims, about)
        with warnings.catch_warnings():
            # Zarr says that the index is no part of its specification yet; without it xarray warns whoever opens the results.
            warnings.filterwarnings("ignore", "Consolidated metadata")
            zarr.consolidate_metadata(self._group.store)
        for place in list(self._held):
            self._write_file(place)

    def outcomes(self) -> Iterator[tuple[str, np.ndarray, dict[str, Any]]]:
        """Outcomes of all worlds once the store is closed, one after the other: name, numbers, what is said of them."""
        kept: Any = zarr.open_group(self._path, mode="r") if self._large else {}
        for name in self._about:
            if self._large:
                yield name, np.asarray(kept[name]), self._about[name]
            elif name in self._outcomes:
                yield name, self._outcomes[name][0], self._about[name]

    def _write(self, name: str, numbers: np.ndarray, dims: tuple[str, ...], attributes: dict[str, Any]) -> None:
        if numbers.dtype.kind == "U":
            array = self._group.create_array(name, shape=numbers.shape, dtype=str, dimension_names=dims)
            array[:] = numbers
            return
        self._group.create_array(name, data=numbers, compressors=COMPRESSED, dimension_names=dims, attributes=attributes)
