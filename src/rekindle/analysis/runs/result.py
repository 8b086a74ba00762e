"""A folder of results: what lies in it, who may write there, and how one sees that it is whole."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    import xarray

RESULTS, SUMMARY, MANIFEST, SUMS = "results.zarr", "summary.json", "manifest.json", "SHA256SUMS"
FIGURES, REPORT = "figures", "report.html"
CANCELLED = "cancelled"
SUMMED = (RESULTS, SUMMARY, MANIFEST, FIGURES, REPORT)
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
        ours |= {SUMS, *SUMMED}
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


def seal(staged: Path, about: Mapping[str, Any]) -> None:
    """Write the manifest, and checksums of it and of what lies in a folder."""
    write_json(staged / MANIFEST, about)
    write_text(staged / SUMS, sums_of(staged, SUMMED))


def check_whole(folder: Path, names: tuple[str, ...] = SUMMED) -> None:
    """Raise CheckFailed if any byte of a result is another than was written, or a file is missing or foreign."""
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
            others = without((folder / SUMS).read_text(encoding="utf-8"), drawn)
            write_text(staged.path / SUMS, joined(others, sums_of(staged.path, drawn)))
            write_bytes(staged.path / last, (folder / last).read_bytes())
            staged.put_in_place(gone=drawn)
    except OSError as error:
        raise UsageError(
            f"drawing figures and writing the page failed: {error.strerror or error}. The results are kept in "
            f"{folder}, without them. Make room and run the command again."
        ) from None
