"""What can be taken away: the worlds of the settings as a file that other programs open, or the settings as a policy file."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import rekindle
from rekindle.errors import UsageError
from rekindle.json_text import compact_json, json_text
from rekindle.web.jobs import Event
from rekindle.web.settings import Settings, near, short

if TYPE_CHECKING:
    from rekindle.web.scenarios import Ready

PIECE = 80
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


class Table(NamedTuple):
    """Named columns of one length."""

    columns: dict[str, np.ndarray]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Rows of cells: what is not defined is empty, what never came is `inf`."""
        return zip(*(_cells(column) for column in self.columns.values()), strict=True)


class Worlds(NamedTuple):
    """What is written: all worlds under each policy, and what was asked for."""

    found: list[Any]
    settings: Settings
    answer: dict[str, Any]

    @property
    def outcomes(self) -> Table:
        """A row a policy and world."""
        names = dict.fromkeys(name for one in self.found for name in one.outcomes)
        every = [np.arange(one.first, one.last) for one in self.found]
        policies = np.concatenate([np.full(len(n), one.policy) for n, one in zip(every, self.found, strict=True)])
        columns = {"policy": policies, "world": np.concatenate(every)}
        for name in names:
            columns[name] = np.concatenate([one.outcomes.get(name, np.full(len(n), np.nan))
                                            for n, one in zip(every, self.found, strict=True)])  # fmt: skip
        return Table(columns)

    @property
    def series(self) -> Table:
        """A row a policy, series and week: quantiles over the worlds."""
        rows: list[list[Any]] = []
        for one in self.found:
            days = [str(day) for day in one.dates.astype("datetime64[D]")]
            for name in one.series:
                bands = one.quantiles(name, LEVELS)
                rows += [[one.policy, name, day, *map(float, bands[:, t])] for t, day in enumerate(days)]
        heads = ("policy", "series", "week", *(f"q{round(level * 100):02d}" for level in LEVELS))
        return Table({head: np.array([row[n] for row in rows]) for n, head in enumerate(heads)})

    @property
    def variables(self) -> Table:
        """A row an outcome or series: its unit and what it means."""
        one = self.found[0]
        names = [*one.outcomes, *one.series]
        meaning = [str(one.about.get(name, {}).get("long_name", "")) for name in names]
        return Table(
            {"name": np.array(names), "unit": np.array([one.units[name] for name in names]), "meaning": np.array(meaning)}
        )

    @property
    def run(self) -> dict[str, Any]:
        """What was asked for and how to ask again."""
        return {
            "rekindle": rekindle.__version__, "settings": self.answer["settings"], "worlds": self.answer["worlds"],
            "digest": self.answer["digest"], "page": f"?{self.settings.query()}", "command": command(self.settings),
        }  # fmt: skip

    def dataset(self) -> Any:
        """Outcomes (policy, world) and weekly series (policy, world, week), with units, meanings and the run as attributes."""
        import xarray

        one = self.found[0]
        about = {name: {"units": one.units[name]} for name in (*one.outcomes, *one.series)}
        for name, words in one.about.items():
            about[name]["long_name"] = str(words.get("long_name", ""))
        data: dict[str, Any] = {
            name: (("policy", "world"), np.stack([each.outcomes[name] for each in self.found]), about[name])
            for name in one.outcomes if all(name in each.outcomes for each in self.found)
        }  # fmt: skip
        for name in one.series:
            numbers = np.stack([each.series[name] for each in self.found]).astype("float32")
            data[name] = (("policy", "world", "week"), numbers, about[name])
        axes = {
            "policy": [each.policy for each in self.found], "world": np.arange(one.first, one.last),
            "week": one.dates.astype("datetime64[ns]"),
        }  # fmt: skip
        run = {key: value if isinstance(value, (str, int)) else compact_json(value).decode() for key, value in self.run.items()}
        found = xarray.Dataset(data, axes, run)
        found["week"].encoding = {"units": "days since 1970-01-01", "dtype": "int32"}
        return found


def _cells(column: np.ndarray) -> list[Any]:
    if column.dtype.kind != "f":
        return list(column.tolist())
    return ["" if cell != cell else cell for cell in column.tolist()]


# Formats


def write_csv(worlds: Worlds, what: str, file: Path) -> None:
    """The table, its variables and the run, in one archive."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in ((what, getattr(worlds, what)), ("variables", worlds.variables)):
            text = io.StringIO(newline="")
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(table.columns)
            writer.writerows(table.rows())
            archive.writestr(f"{name}.csv", text.getvalue())
        archive.writestr("run.json", json_text(worlds.run, 2) + "\n")


def write_xlsx(worlds: Worlds, what: str, file: Path) -> None:
    """The same as sheets of a workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, table in ((what, getattr(worlds, what)), ("variables", worlds.variables)):
        sheet = book.create_sheet(name)
        sheet.append(list(table.columns))
        for row in table.rows():
            sheet.append([None if cell == "" else "inf" if cell == float("inf") else cell for cell in row])
    sheet = book.create_sheet("run")
    for key, value in worlds.run.items():
        sheet.append([key, value if isinstance(value, (str, int)) else compact_json(value).decode()])
    book.save(file)


def write_parquet(worlds: Worlds, what: str, file: Path) -> None:
    """The table, with the run as metadata."""
    import pyarrow
    from pyarrow import parquet

    table: Table = getattr(worlds, what)
    made = pyarrow.table({name: pyarrow.array(column) for name, column in table.columns.items()})
    parquet.write_table(made.replace_schema_metadata({"rekindle": compact_json(worlds.run)}), file)


def write_netcdf(worlds: Worlds, what: str, file: Path) -> None:
    """Outcomes and weekly series of all worlds (classic format, 64-bit offsets)."""
    worlds.dataset().to_netcdf(file, format="NETCDF3_64BIT", engine="scipy")


def write_zarr(worlds: Worlds, what: str, file: Path) -> None:
    """The same as a Zarr store in an archive."""
    with tempfile.TemporaryDirectory(prefix="rekindle-") as folder:
        store = Path(folder) / "worlds.zarr"
        worlds.dataset().to_zarr(store, zarr_format=2)
        shutil.make_archive(str(file.with_suffix("")), "zip", folder, "worlds.zarr")
        file.with_suffix(".zip").replace(file)


class Form(NamedTuple):
    """A format: what writes it, how its file ends, what it is, and the library that it needs beyond those of Rekindle."""

    write: Callable[[Worlds, str, Path], None] | None
    suffix: str
    kind: str
    library: str = ""


FORMS = {
    "csv": Form(write_csv, ".csv.zip", "application/zip"),
    "xlsx": Form(write_xlsx, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "openpyxl"),
    "parquet": Form(write_parquet, ".parquet", "application/vnd.apache.parquet", "pyarrow"),
    "netcdf": Form(write_netcdf, ".nc", "application/x-netcdf"),
    "zarr": Form(write_zarr, ".zarr.zip", "application/zip"),
    "policy": Form(None, ".yaml", "application/yaml; charset=utf-8"),
    "html": Form(None, ".html", "text/html; charset=utf-8"),
}


def check_form(name: str) -> Form:
    """A format by name. Raises UsageError where its library is not installed: which extra brings it, and what needs none."""
    form = FORMS[name]
    if form.library and find_spec(form.library) is None:
        raise UsageError(
            f"{name} needs the library {form.library}, which is not installed where the page runs: "
            f"`pip install 'rekindle-lab[export]'` brings it. csv, netcdf and zarr need nothing more."
        )
    return form


def writing(
    ready: Ready, settings: Settings, name: str, what: str, file: Path, stop: threading.Event
) -> Iterator[Event | None]:
    """Simulate the worlds of some settings, a piece at a time, and write them into a file."""
    asking = ready.live.asking(list(settings.policies), **settings.levers())
    while asking.worlds < settings.worlds:
        asking.more(min(PIECE, settings.worlds - asking.worlds), stop)
        yield None
    write = FORMS[name].write
    if write:
        write(Worlds(asking.found, settings, asking.answer()), what, file)
    yield Event("file", b"{}")


# The settings as a policy of one's own


def command(settings: Settings, file: str = "levers.yaml") -> str:
    """The command that gives the same numbers; a policy file is needed where orders were moved."""
    added = f"+{file}" if settings.shifts else ""
    words = [f"rekindle compare {settings.scenario} --policies {','.join(f'{name}{added}' for name in settings.policies)}"]
    if len(settings.policies) == 1:
        words = [f"rekindle run {settings.scenario} --policy {settings.policies[0]}{added}"]
    words += [f"--set {path}={number!r}" for path, number in settings.numbers]
    words += [f"--variant {name}={option}" for name, option in settings.variants]
    words += [f"--worlds-from {settings.worlds_from}"] if settings.worlds_from else []
    return " ".join([*words, f"--worlds {settings.worlds} --seed {settings.seed}"])


def policy_file(settings: Settings, kinds: dict[str, str], file: str = "levers.yaml") -> str:
    """The levers as a policy file. `kinds` says of each path whether it is a parameter or a quantity."""
    lines = [
        "# Levers as they stood on the live page. The same numbers, bit for bit, from the command line:",
        f"#   {command(settings, file)}",
        *(
            ["# Numbers stand in the command as well: set by hand, they hold after whatever a policy changes."]
            * bool(settings.numbers)
        ),
        *(["# A variant is fixed by the command; a policy cannot fix one."] * bool(settings.variants)),
        "name: levers",
        "title: Levers of the live page",
        "summary: Numbers and dates as they were set on the live page.",
        "source: Set by hand on the live page.",
        "delivers_nothing: Numbers and dates set by hand; nothing says what they are meant to move first.",
        "changes:" if settings.numbers or settings.shifts else "changes: []",
        *(f"  - {{{kinds.get(path, 'parameter')}: {path}, set: {number!r}}}" for path, number in settings.numbers),
        *(f"  - {{orders: {order}, field: start, shift: {weeks}}}" for order, weeks in settings.shifts),
    ]
    return "\n".join(lines) + "\n"


def kinds_of(levers: list[dict[str, Any]]) -> dict[str, str]:
    """Of each lever's path whether it is a parameter or a quantity."""
    return {one["path"]: one["kind"] for one in levers}


def check_there(settings: Settings, kinds: dict[str, str], orders: list[str]) -> None:
    """Raise UsageError for a lever or an order that the scenario does not have."""
    for kind, known, names in (("lever", kinds, settings.numbers), ("order", orders, settings.shifts)):
        for name, _ in names:
            if name not in known:
                raise UsageError(f"no {kind} is called {short(name)!r}.{near(name, known)}")
