"""A finished run as files that other programs open: a folder of tables, a workbook, a NetCDF file, or places on a map."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.analysis.comparison.policies import COMPARISON
from rekindle.analysis.runs.replay import manifest_of
from rekindle.analysis.runs.result import check_whole, json_in, open_results
from rekindle.analysis.runs.write_formats import Run, write_csv, write_geojson, write_netcdf, write_parquet, write_xlsx
from rekindle.errors import CheckFailed, UsageError
from rekindle.files import differing, settle, staged_in, sums_of, write_json
from rekindle.scenario.problem import listed, nearest, short

if TYPE_CHECKING:
    import xarray

ABOUT = "export.json"
"""The file of an export that says what was exported, with the run's manifest and checksums of the other files."""
Writer = Callable[[Run, Path], None]
FORMATS: dict[str, tuple[Writer, str]] = {
    "csv": (write_csv, ""),
    "xlsx": (write_xlsx, "openpyxl"),
    "parquet": (write_parquet, "pyarrow"),
    "netcdf": (write_netcdf, ""),
    "geojson": (write_geojson, ""),
}
"""Formats: what writes each, and the library that it needs beyond those of Rekindle."""


def export(results: Path, form: str = "csv", out: Path | None = None) -> list[Path]:
    """Write a finished run in a format of `FORMATS` into a folder; the files written.

    Without `out` the folder stands beside the results: results/mosul-2016-csv. Files are written whole or not at all, and
    those of an earlier export are replaced if nobody changed them. Raises UsageError for a format or folder that cannot be,
    MissingData where there are no results, and CheckFailed for results that are damaged.
    """
    writer = _writer(form)
    results = results.resolve()
    folder = (out or results.with_name(f"{results.name}-{form}")).resolve()
    about = _about(results)
    run = Run(results, _opened(results), about)
    try:
        _prepare(folder, results)
        with staged_in(folder, ABOUT) as staged:
            old = _old_files(folder)
            writer(run, staged.path)
            names = sorted(path.name for path in staged.path.iterdir() if not path.name.startswith("."))
            write_json(staged.path / ABOUT, {"format": form, "sums": sums_of(staged.path, names), "run": about})
            staged.put_in_place(gone=old)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}. Make room, or choose another --out.") from None
    return [folder / name for name in [*names, ABOUT]]


def _writer(form: str) -> Writer:
    if form not in FORMATS:
        near = nearest(form, FORMATS)
        hint = f" Did you mean {near}?" if near else ""
        raise UsageError(f"there is no format {short(form)!r}.{hint} Formats are {listed(FORMATS)}.")
    writer, library = FORMATS[form]
    if library and find_spec(library) is None:
        raise UsageError(
            f"--to {form} needs the library {library}, which is not installed. Install it with "
            f"`pip install 'rekindle-lab[export]'`, or choose --to csv."
        )
    return writer


def _about(results: Path) -> dict[str, Any]:
    """The manifest of a run that is whole."""
    if (results / COMPARISON).is_file():
        runs = sorted(path.parent.name for path in results.glob("*/manifest.json"))
        raise UsageError(f"{results} holds a comparison. Export one of the runs in it: its folders are {listed(runs)}.")
    about = manifest_of(results)
    check_whole(results)
    return about


def _opened(results: Path) -> xarray.Dataset:
    try:
        return open_results(results)
    except Exception as error:  # whatever the library says of files that are not as it wrote them
        raise CheckFailed(f"{results} cannot be read: {error}. Run the command again.") from None


def _prepare(folder: Path, results: Path) -> None:
    """Make the folder, and complain if it is part of the results or holds what is not of an export."""
    if folder.is_relative_to(results):
        raise UsageError(f"{folder} lies in the results themselves; choose another --out.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise UsageError(f"{folder} is a file or lies under one; --out must be a folder.") from None
    settle(folder)
    _old_files(folder)


def _old_files(folder: Path) -> list[str]:
    """The files of an earlier export in a folder. Raises UsageError for any other file, and for one that was changed."""
    there = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    sums = json_in(folder / ABOUT).get("sums")
    ours = [line.partition("  ")[2] for line in sums.splitlines()] if isinstance(sums, str) else []
    others = [name for name in there if name not in (*ours, *([ABOUT] if ours else []))]
    if others:
        raise UsageError(f"{folder} holds files that are not of an export ({listed(others, 3)}); choose another --out.")
    names = [name for name in ours if name in there]
    kept = "".join(line for line in (sums or "").splitlines(keepends=True) if line.rstrip("\n").partition("  ")[2] in names)
    fault = differing(folder, kept, names)
    if fault:
        raise UsageError(f"{folder}: {fault} since it was exported, and would be replaced; choose another --out.")
    return names
