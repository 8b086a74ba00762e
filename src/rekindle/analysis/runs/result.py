"""A folder of results: what lies in it, who may write there, and how one sees that it is whole."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.analysis.runs.crate import CRATE, crate, with_parts
from rekindle.ensemble.shards import SHARDS, only_shards
from rekindle.errors import CheckFailed, MissingData, UsageError
from rekindle.files import (
    alone_in,
    differing,
    joined,
    read_json,
    settle,
    staged_in,
    sums_of,
    without,
    write_bytes,
    write_json,
    write_text,
)
from rekindle.version import VERSION

if TYPE_CHECKING:
    import xarray

RESULTS, SUMMARY, MANIFEST, SUMS = "results.zarr", "summary.json", "manifest.json", "SHA256SUMS"
FIGURES, REPORT = "figures", "report.html"
CANCELLED = "cancelled"
SUMMED = (RESULTS, SUMMARY, MANIFEST, CRATE, FIGURES, REPORT)
"""What the checksums are of: everything but their own list, which `sha256sum --check` reads too."""


def prepare_folder(folder: Path) -> Path:
    """Make sure results can be written to a folder, without touching what is there but is not ours.

    Raises UsageError if it is a file, cannot be written, is being written to, or holds other people's files.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        settle(folder)
        others = _not_ours(folder)
        if others:
            raise UsageError(f"{folder} holds files that are not results ({', '.join(others[:3])}); choose another --out.")
        with tempfile.TemporaryFile(dir=folder), alone_in(folder):
            pass
    except FileExistsError:
        raise UsageError(f"{folder} is a file; --out must be a folder.") from None
    except NotADirectoryError:
        raise UsageError(f"{folder} lies under a file; --out must be a folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot write to {folder}: {reason}. Choose another --out.") from None
    return folder


def check_shards_folder(folder: Path) -> Path:
    """Make sure shards can be written to a folder, into which others may be writing. Raises UsageError where they cannot."""
    try:
        (folder / SHARDS).mkdir(parents=True, exist_ok=True)
        others = _not_ours(folder)
        if others:
            raise UsageError(f"{folder} holds files that are not results ({', '.join(others[:3])}); choose another --out.")
        with tempfile.TemporaryFile(dir=folder / SHARDS):
            pass
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}. Choose another --out.") from None
    return folder


def _not_ours(folder: Path) -> list[str]:
    """What lies in a folder and is not of a run; hidden files do not count, for nothing of a run has their names."""
    names = sorted(file.name for file in folder.iterdir() if not file.name.startswith("."))
    # a folder `figures` may be anybody's, unless a manifest of ours lies beside it
    ours = {CANCELLED}
    if "rekindle" in json_in(folder / MANIFEST):
        ours |= {SUMS, *SUMMED, *drawn_in(folder)}
    if only_shards(folder / SHARDS):
        ours.add(SHARDS)
    return [name for name in names if name not in ours]


def json_in(path: Path) -> dict[str, Any]:
    """What a JSON file of ours holds, of whatever version; empty where there is none that can be read."""
    try:
        found = read_json(path)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def drawn_in(folder: Path, page: str = REPORT) -> tuple[str, ...]:
    """Names of what is drawn of results: the pictures, the page, and the page in other languages that lie there."""
    stem, _, ending = page.rpartition(".")
    return (FIGURES, page, *sorted(path.name for path in folder.glob(f"{stem}.*.{ending}")))


def seal(staged: Path, about: Mapping[str, Any]) -> None:
    """Write the manifest, the description for other programs, and checksums of them and of what lies in a folder."""
    write_json(staged / MANIFEST, about)
    names = [name for name in SUMMED if (staged / name).exists()]
    write_json(staged / CRATE, crate(staged, [*names, SUMS], about, VERSION))
    write_text(staged / SUMS, sums_of(staged, SUMMED))


def check_whole(folder: Path, described: tuple[str, ...] = (RESULTS, SUMMARY, MANIFEST), page: str = REPORT) -> None:
    """Raise CheckFailed if any byte of a result is another than was written, or a file is missing or foreign."""
    names = (*described, CRATE, *drawn_in(folder, page))
    try:
        sums = (folder / SUMS).read_bytes().decode()
        fault = differing(folder, sums, names)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CheckFailed(f"{folder}: its checksums ({SUMS}) cannot be checked: {reason}. Run the command again.") from None
    if fault:
        raise CheckFailed(f"{folder}: {fault}: the checksums in {SUMS} do not agree. Run the command again.")


def is_whole(folder: Path) -> bool:
    """Whether a result is there to the byte as it was written."""
    try:
        check_whole(folder)
    except (CheckFailed, MissingData):
        return False
    return True


def open_results(folder: Path) -> xarray.Dataset:
    """Stored results of a run as a Dataset, its variables by name; arrays load when they are used."""
    import xarray

    settle(folder)
    dataset = xarray.open_zarr(folder / RESULTS, chunks=None, consolidated=False)
    return dataset[sorted(map(str, dataset.data_vars))]  # a folder lists its files in no order


def add_drawn(folder: Path, last: str, drawn: tuple[str, ...], write: Callable[[Path], None]) -> None:
    """Put what was drawn of results, which `write` writes into the folder it is given, beside them in `folder`.

    The results stay as they are, whatever goes wrong. `last` is the file that describes them, and `drawn` names what is new.
    Raises UsageError where it cannot be written.
    """
    if not (folder / last).is_file():
        raise UsageError(f"{folder} was removed meanwhile, and the results with it. Run the command again.")
    try:
        with staged_in(folder, last) as staged:
            write(staged.path)
            new = drawn
            described = json_in(folder / CRATE)
            if "@graph" in described:  # results of older versions have no description
                write_json(staged.path / CRATE, with_parts(described, staged.path, drawn))
                new = (*drawn, CRATE)
            others = without((folder / SUMS).read_text(encoding="utf-8"), new)
            write_text(staged.path / SUMS, joined(others, sums_of(staged.path, new)))
            write_bytes(staged.path / last, (folder / last).read_bytes())
            staged.put_in_place(gone=drawn)
    except OSError as error:
        raise UsageError(
            f"drawing figures and writing the page failed: {error.strerror or error}. The results are kept in "
            f"{folder}, without them. Make room and run the command again."
        ) from None
