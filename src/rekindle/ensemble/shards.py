"""Shards: ranges of worlds of a run, each in a folder of its own that is there whole or not at all.

A shard holds all that the run's results keep of its worlds: outcomes and parameters of all of them, series of those that keep
theirs, and histograms. So results can be put together from shards, whoever simulated them, without simulating anything.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import zarr

from rekindle.ensemble.frame import Frame
from rekindle.ensemble.histograms import KINDS, Histograms
from rekindle.ensemble.run import CHUNK, Chunk
from rekindle.ensemble.store import COMPRESSED, ROWS, Extent, Outcome, Rows, extent, rows_of
from rekindle.files import UNFINISHED, differing, put_folder, read_json, sums_of, write_json, write_text
from rekindle.json_text import json_text
from rekindle.model.fields import Field
from rekindle.model.series import (
    ABROAD_SERIES,
    COUNTRY_SERIES,
    NATION_SERIES,
    ORIGIN_SERIES,
    PART_SERIES,
    PLACE_SERIES,
    Written,
)

SHARDS = "shards"
"""The folder of a run's shards, in the folder of its results."""
ABOUT, ARRAYS, SUMS = "shard.json", "worlds.zarr", "SHA256SUMS"
BEGUN = ".begun"
"""A file in a shard in the making: arrays go on being written into a folder that was removed, but this does not come back."""
COLUMNS = "columns"
"""Attribute of the array of outcomes: the name of each, its columns (0 where it is one number a world), and its attributes."""
WEEKLY = {"nation": NATION_SERIES, "countries": COUNTRY_SERIES, "parts": PART_SERIES, "abroad": ABROAD_SERIES}
SAMPLED = {"places": PLACE_SERIES, "origins": ORIGIN_SERIES}


class ShardWriter:
    """A shard in the making: worlds `first` up to, and not including, `last` of a run."""

    def __init__(self, shards: Path, frame: Frame, worlds: int, first: int, last: int) -> None:
        """Make a hidden folder among the shards; `worlds` are those of the whole run."""
        self.first, self.last, self.done = first, last, first
        self.extent = extent(worlds)
        self.histograms = self.extent.histograms(frame)
        self.imbalance = 0.0
        self._shards = shards
        self._rows: list[Rows] = []  # numbers a world, without series
        self.path = shards / f"{UNFINISHED}-{uuid.uuid4().hex[:12]}"
        self.path.mkdir(parents=True)
        (self.path / BEGUN).touch()
        self._group: Any = zarr.open_group(self.path / ARRAYS, mode="w-")
        self._arrays: dict[str, Any] = {}

    def append(self, piece: Chunk, outcomes: dict[str, Outcome]) -> None:
        """Add the next worlds."""
        rows = rows_of(piece, outcomes)
        for fields, of in ((WEEKLY, self.extent.weekly), (SAMPLED, self.extent.sampled)):
            kept = max(0, min(of - self.done, rows.worlds))
            for name in fields if kept else ():
                values = _plain(getattr(rows.written, name)[:kept])
                if values.size:
                    self._write(name, values, of)
        self._rows.append(Rows(rows.first, rows.parameters, rows.outcomes, _empty()))
        self.histograms.count(piece.written)
        self.imbalance = max(self.imbalance, float(piece.written.imbalance.max()))
        self.done += rows.worlds

    def _write(self, name: str, values: np.ndarray, of: int) -> None:
        if name not in self._arrays:
            rows = min(self.last, of) - self.first
            self._arrays[name] = self._group.create_array(
                name, shape=(rows, *values.shape[1:]), chunks=(min(CHUNK, rows), *values.shape[1:]), dtype="float32",
                compressors=COMPRESSED,
            )  # fmt: skip
        at = self.done - self.first
        self._arrays[name][at : at + len(values)] = values

    def close(self, about: dict[str, Any]) -> Path:
        """Write the rest and what describes it, and let the shard count with one rename; its folder.

        `about` says of what run it is. Where another process has finished the same shard meanwhile, that one stays. Raises
        FileNotFoundError where what was made was removed.
        """
        together = joined(self._rows)
        named = [(name, *found) for name, found in together.outcomes.items()]
        numbers = [x.reshape(together.worlds, -1) for _, x, _ in named]
        found = {"parameters": together.parameters, "outcomes": np.concatenate(numbers, axis=1)}
        found |= {f"histogram_{kind}": counts for kind, counts in self.histograms.arrays.items()}
        columns = [[name, x.shape[1] if x.ndim > 1 else 0, said] for name, x, said in named]
        for name, values in found.items():
            said = {COLUMNS: columns} if name == "outcomes" else {}
            self._group.create_array(name, data=values, chunks=values.shape, compressors=COMPRESSED, attributes=said)
        ends = {"first": self.first, "last": self.last, "largest_imbalance_in_people": self.imbalance}
        write_json(self.path / ABOUT, {**ends, **about})
        write_text(self.path / SUMS, sums_of(self.path, (ARRAYS, ABOUT)))
        try:
            (self.path / BEGUN).unlink()
        except FileNotFoundError:
            raise FileNotFoundError(2, "the folder was removed meanwhile") from None
        return put_folder(self.path, self._shards / folder_name(self.first, self.last))

    def discard(self) -> None:
        """Remove what was made and does not count."""
        shutil.rmtree(self.path, ignore_errors=True)


@dataclass(frozen=True)
class Shard:
    """A shard that is there: worlds `first` up to, and not including, `last`, and what it says of itself.

    Its folder's name says which worlds; what it says is empty where that cannot be read.
    """

    path: Path
    first: int
    last: int
    about: dict[str, Any]

    @property
    def run(self) -> dict[str, Any]:
        """What it says of its run: the entries that decide numbers, and those that describe it."""
        run = self.about.get("run")
        return run if isinstance(run, dict) else {}

    def fault(self) -> str:
        """In what way it is not as it was written; empty where it is."""
        try:
            fault = differing(self.path, (self.path / SUMS).read_bytes().decode(), (ARRAYS, ABOUT))
        except (OSError, UnicodeDecodeError) as error:
            return f"its checksums ({SUMS}) cannot be read: {getattr(error, 'strerror', None) or error}"
        if not fault and (self.about.get("first"), self.about.get("last")) != (self.first, self.last):
            return "the folder was renamed"
        return fault

    def remove(self) -> None:
        """Remove it; it ceases to count at once."""
        _remove(self.path)


class OpenShard:
    """A shard whose arrays are read."""

    def __init__(self, shard: Shard) -> None:
        self.shard = shard
        self._group: Any = zarr.open_group(shard.path / ARRAYS, mode="r")
        self._arrays = dict(self._group.arrays())
        self._columns: Any = self._arrays["outcomes"].attrs[COLUMNS]

    def histograms(self) -> dict[str, np.ndarray]:
        """What was counted of its worlds, by kind."""
        return {kind: np.asarray(self._arrays[f"histogram_{kind}"]) for kind in KINDS if f"histogram_{kind}" in self._arrays}

    def rows(self, first: int, last: int, kept: Extent) -> Rows:
        """Some of its worlds, from `first` up to `last`, between which series do not cease to be kept."""
        rows = slice(first - self.shard.first, last - self.shard.first)
        numbers = np.asarray(self._arrays["outcomes"][rows])
        outcomes: dict[str, Outcome] = {}
        at = 0
        for name, width, about in self._columns:
            column = numbers[:, at : at + width] if width else numbers[:, at]
            outcomes[name] = (np.ascontiguousarray(column), about)
            at += max(1, width)
        series: dict[str, Any] = {}
        for fields, of in ((WEEKLY, kept.weekly), (SAMPLED, kept.sampled)):
            there = [name for name in fields if first < of and name in self._arrays]
            series |= {name: _recorded(np.asarray(self._arrays[name][rows]), fields[name]) for name in there}
        return Rows(first, np.asarray(self._arrays["parameters"][rows]), outcomes, _empty()._replace(**series))


NAMED = re.compile(r"(\d{9,})-(\d{9,})")


def folder_name(first: int, last: int) -> str:
    """Name of a shard's folder: its first world and its last one."""
    return f"{first:09d}-{last - 1:09d}"


def only_shards(shards: Path) -> bool:
    """Whether a folder holds nothing else than shards; hidden ones are not finished."""
    return shards.is_dir() and all(NAMED.fullmatch(path.name) or path.name.startswith(".") for path in shards.iterdir())


def shards_in(shards: Path) -> list[Shard]:
    """The shards in a folder, in the order of their worlds. Hidden ones are not finished and do not count."""
    known: dict[str, Any] = {}  # what shards say of their run, each text once: there may be thousands of them
    paths = list(shards.iterdir()) if shards.is_dir() else []
    found = [(path, NAMED.fullmatch(path.name)) for path in paths]
    there = [Shard(path, int(name[1]), int(name[2]) + 1, _about(path, known)) for path, name in found if name]
    return sorted(there, key=lambda one: (one.first, one.last))


def _about(path: Path, known: dict[str, Any]) -> dict[str, Any]:
    try:
        about = read_json(path / ABOUT)
        about["run"] = known.setdefault(json_text(about["run"]), about["run"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return dict(about)


def remove_unfinished(shards: Path) -> None:
    """Remove what killed processes left. Whoever is at work there yet begins that shard again, or has just finished it."""
    for left in list(shards.glob(f"{UNFINISHED}-*")) if shards.is_dir() else ():
        with suppress(FileNotFoundError):
            _remove(left)


def _remove(shard: Path) -> None:
    """Remove a folder, which gets another name first: nobody finishes or reads what is half removed."""
    hidden = shard.with_name(f"{UNFINISHED}-{uuid.uuid4().hex[:12]}")
    shard.rename(hidden)
    shutil.rmtree(hidden, ignore_errors=True)


def rows_of_all(shards: Sequence[Shard], worlds: int, histograms: Histograms) -> Iterator[Rows]:
    """All worlds of a run out of shards that follow each other, in pieces that end where chunks of results do.

    What shards counted is added to `histograms` meanwhile. One shard is open at a time.
    """
    kept = extent(worlds)
    step = ROWS if kept.weekly == worlds else 2 * ROWS
    waiting = iter(shards)
    there: OpenShard | None = None
    for first in range(0, worlds, step):
        last = min(first + step, worlds)
        parts: list[Rows] = []
        while first < last:
            if there is None or there.shard.last == first:
                there = OpenShard(next(waiting))
                histograms.add(there.histograms())
            upto = min(last, there.shard.last)
            parts += [there.rows(a, b, kept) for a, b in _apart(first, upto, kept)]
            first = upto
        yield joined(parts) if len(parts) > 1 else parts[0]


def _apart(first: int, last: int, kept: Extent) -> Iterator[tuple[int, int]]:
    """A range of worlds, cut where series cease to be kept."""
    cuts = sorted({first, last, *(of for of in (kept.weekly, kept.sampled) if first < of < last)})
    yield from zip(cuts, cuts[1:], strict=False)


def joined(parts: Sequence[Rows]) -> Rows:
    """Rows that follow each other as one."""
    outcomes = {
        name: (np.concatenate([one.outcomes[name][0] for one in parts]), about)
        for name, (_, about) in parts[0].outcomes.items()
    }
    written: dict[str, Any] = {}
    for name in (*WEEKLY, *SAMPLED):
        arrays = [getattr(one.written, name) for one in parts]
        arrays = [array for array in arrays if len(array)]
        written[name] = np.concatenate(arrays) if arrays else _empty().nation
    return Rows(
        parts[0].first, np.concatenate([one.parameters for one in parts]), outcomes, _empty()._replace(**written)
    )  # fmt: skip


def _empty() -> Written:
    """Nothing written down, of no world."""
    nothing: Any = np.zeros(0)
    return Written(*(nothing for _ in Written._fields))


def _plain(records: np.ndarray) -> np.ndarray:
    """Records (W, ...) of some fields as an array (W, fields, ...) of single precision, in which like lies beside like."""
    numbers = np.ascontiguousarray(records).view(np.ndarray).view("f4").reshape(*records.shape, -1)
    return np.moveaxis(numbers, -1, 1)


def _recorded(numbers: np.ndarray, fields: tuple[Field, ...]) -> np.ndarray:
    """The records that `_plain` made an array of."""
    there = np.ascontiguousarray(np.moveaxis(numbers, 1, -1))
    return there.view(np.dtype([(field.name, "f4") for field in fields]))[..., 0]
