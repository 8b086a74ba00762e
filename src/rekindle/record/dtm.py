"""Displaced and returned people of Iraq from the lists of IOM's Displacement Tracking Matrix (DTM).

About every two weeks IOM published two lists, of the displaced (IDP Master List) and of those who returned (Returnee Master
List), a row for each location. They are read here as CSV, with the columns of the published sheets; a column `date` may be
added ("Oct 27, 2016" or 2016-10-27), or the date be given. Also read: the aggregates by date that this package's table
was made from (`FORMATS` lists all by the columns that tell them). https://iraqdtm.iom.int; cite "IOM Iraq DTM".

The lists count families; people are families x 6, IOM's rule. Figures are stocks at the date of a list, returned people
cumulative. They lag: a location enters when enumerators reach it.

Measures: `displaced` of Iraq, and of a region those who come from it, wherever they are; `displaced_hosted` of a region those
who are in it; `returned` to Iraq's locations and to a region's; `displaced_wave_2016_10`, those displaced since 17 October
2016.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rekindle.errors import InvalidScenario, UsageError
from rekindle.record import regions, strict_csv
from rekindle.record.recorded import Recorded

FAMILY = 6  # people, IOM's rule
COUNTRY = "iraq"
SOURCE = "iom-dtm"
WAVE = "displaced_wave_2016_10"
WAVE_STARTS = date(2016, 10, 17)

Cells = dict[str, str]
Counted = tuple[str, str, int]  # measure, place, families

# The governorates of origin as the master lists head their columns, and as the aggregates do.
ORIGINS = (
    "Anbar", "Babylon", "Baghdad", "Basrah", "Dahuk", "Diyala", "Erbil", "Kerbala", "Kirkuk", "Missan", "Muthanna", "Najaf",
    "Ninewa", "Qadissiya", "Salahal Din", "Sulaymaniyah", "Thi Qar", "Wassit",
)  # fmt: skip
ORIGINS_WIDE = tuple({"Babylon": "Babil", "Salahal Din": "Salah al-Din", "Thi Qar": "Thi-Qar", "Wassit": "Wasit"}.get(n, n)
                     for n in ORIGINS)  # fmt: skip


def _region(name: str) -> str:
    there = regions.governorate(name, "Iraq")
    if there is None:
        raise ValueError(f"Governorate {name!r} is none of Iraq's; {strict_csv.nearest(name, dict.fromkeys(ORIGINS, 1))}")
    return there.region


def _families(cells: Cells, families: str, individuals: str = "") -> int:
    """Families of a row, and a complaint where its individuals are not six times as many."""
    number = strict_csv.count(cells[families], families)
    if individuals and strict_csv.count(cells[individuals], individuals) != number * FAMILY:
        raise ValueError(f"{individuals} {cells[individuals]} is not {FAMILY} x {families} {cells[families]}: IOM's rule")
    return number


def _or_none(cells: Cells, column: str) -> int:
    """Families of an origin or wave, where an empty cell is none."""
    return strict_csv.count(cells[column], column) if cells[column] else 0


def _idp_list(cells: Cells) -> Iterator[Counted]:
    number = _families(cells, "Families", "Individuals")
    yield "displaced", COUNTRY, number
    yield "displaced_hosted", _region(cells["Governorate"]), number
    for origin in ORIGINS:
        yield "displaced", _region(origin), _or_none(cells, origin)
    yield WAVE, COUNTRY, _or_none(cells, "Post 17 October 16 Period of displacement")


def _returnee_list(cells: Cells) -> Iterator[Counted]:
    number = _families(cells, "Returnee Families", "Returnee Individuals")
    yield "returned", COUNTRY, number
    yield "returned", _region(cells["Governorate"]), number


def _national(cells: Cells) -> Iterator[Counted]:
    yield "displaced", COUNTRY, _families(cells, "idp_families", "idp_individuals")
    yield WAVE, COUNTRY, _families(cells, "wave_post_17_october_16")
    if cells["returnee_families"] or cells["returnee_individuals"]:  # empty before the first list of returnees
        yield "returned", COUNTRY, _families(cells, "returnee_families", "returnee_individuals")


def _by_host(cells: Cells) -> Iterator[Counted]:
    number = _families(cells, "idp_families", "idp_individuals")
    yield "displaced", COUNTRY, number
    yield "displaced_hosted", _region(cells["governorate"]), number
    yield "displaced", "nineveh", _families(cells, "idp_families_from_ninewa")
    yield WAVE, COUNTRY, _families(cells, "idp_families_wave_post_17oct2016")


def _by_origin(cells: Cells) -> Iterator[Counted]:
    for origin in ORIGINS_WIDE:
        number = _families(cells, origin)
        yield "displaced", _region(origin), number
        yield "displaced", COUNTRY, number


def _returned_by_district(cells: Cells) -> Iterator[Counted]:
    number = _families(cells, "returnee_families", "returnee_individuals")
    yield "returned", COUNTRY, number
    yield "returned", _region(cells["governorate"]), number


@dataclass(frozen=True)
class Format:
    """A form of file: what it is, the columns it must have, and what a row of it counts."""

    title: str
    columns: tuple[str, ...]
    counted: Callable[[Cells], Iterator[Counted]]


FORMATS = (
    Format("IDP Master List", ("Governorate", "Families", "Individuals", *ORIGINS,
                               "Post 17 October 16 Period of displacement"), _idp_list),
    Format("Returnee Master List", ("Governorate", "Returnee Families", "Returnee Individuals"), _returnee_list),
    Format("sums by date", ("idp_families", "idp_individuals", "wave_post_17_october_16", "returnee_families",
                            "returnee_individuals"), _national),
    Format("displaced by date and host", ("governorate", "idp_families", "idp_individuals", "idp_families_from_ninewa",
                                          "idp_families_wave_post_17oct2016"), _by_host),
    Format("displaced by date and origin", ORIGINS_WIDE, _by_origin),
    Format("returned by date and district", ("governorate", "district", "returnee_families", "returnee_individuals"),
           _returned_by_district),
)  # fmt: skip


def _format(path: Path, names: list[str]) -> Format:
    """The form of a file by its columns; complains of what the nearest form has and this has not."""
    for form in FORMATS:
        if set(form.columns) <= set(names):
            return form
    near = max(FORMATS, key=lambda form: len(set(form.columns) & set(names)) / len(form.columns))
    missing = ", ".join(name for name in near.columns if name not in names)
    raise InvalidScenario(f"{path}:1: no form of IOM's lists has these columns. The nearest, {near.title}, also has {missing}")


def read_dtm(path: str | Path, on: date | None = None, source: str = SOURCE) -> list[Recorded]:
    """Rows of the record from a master list or an aggregate by date, by measure, place and date. Unit: people.

    `on` is the date of a list whose file has no column `date`. A place that no row of a date counts has no row there.
    Raises MissingData, UsageError (no date) and InvalidScenario with all faults of the file (the first 20 told).
    """
    path = Path(path)
    names = strict_csv.header(path)
    form = _format(path, names)
    if "date" not in names and on is None:
        raise UsageError(f"{path} has no column date; say of which day the list is, as in --on 2016-10-27")
    if "date" in names and on is not None:
        raise UsageError(f"--on does not apply to {path}: its column date gives each row its day. Leave --on out.")
    columns: dict[str, tuple[str, ...]] = {"date": ("date", ""), **{name: (name,) for name in form.columns}}
    problems, sums = strict_csv.Problems(path), dict[tuple[str, str, date], int]()
    for row, cells in strict_csv.rows(path, columns, problems):
        try:
            named = dict(zip(columns, cells, strict=True))
            when = _date(named["date"]) if "date" in names else on
            assert when is not None
            for measure, place, families in list(form.counted(named)):
                sums[measure, place, when] = sums.get((measure, place, when), 0) + families
        except ValueError as wrong:
            problems.add(row, str(wrong))
    problems.finish()
    return [_recorded(*key, families, source) for key, families in sorted(sums.items())
            if key[0] != WAVE or key[2] >= WAVE_STARTS]  # fmt: skip


def _date(text: str) -> date:
    try:
        return datetime.strptime(text, "%b %d, %Y").date()
    except ValueError:
        return strict_csv.day(text, "date")


def _recorded(measure: str, place: str, when: date, families: int, source: str) -> Recorded:
    people = float(families * FAMILY)
    return Recorded(measure, place, when, when, math.nan, people, math.nan, "people", source, "derived", when, "")


def last_of_month(rows: Iterable[Recorded]) -> list[Recorded]:
    """Of rows of one measure and place in a month, the last."""
    kept = {(row.measure, row.place, row.start.replace(day=1)): row for row in sorted(rows, key=lambda row: row.start)}
    return [kept[key] for key in sorted(kept)]
